// What `npm start` did when, read from what it printed.

/** A line with the time it came at, in seconds since the command began. */
export interface TimedLine {
  readonly seconds: number;
  readonly text: string;
}

/** Seconds of one run of `npm start`. */
export interface Stages {
  /** Until the first line of the benchmark's own: installing and building. */
  readonly setUp: number;
  /** Phases of training, measuring and writing reports, each summed. */
  readonly training: number;
  readonly measuring: number;
  readonly writing: number;
  /** From the command to the first page, and to the last. */
  readonly firstReport: number;
  readonly lastReport: number;
}

const PHASE = /^(training|measuring|writing).*?: \d+(?:, \d+ already there)?$/;
const PHASE_END = /^(training|measuring|writing).*? in (?:(\d+) min )?(\d+) s$/;

/** Lines of a log whose lines begin with Unix seconds; the first line is when the command began. */
export function timedLines(log: string): TimedLine[] {
  const lines = log.split("\n").filter((line) => /^\d+\.\d+/.test(line));
  const start = Number(lines[0]?.split(" ")[0]);
  return lines.map((line) => {
    const [stamp = "", ...words] = line.split(" ");
    return { seconds: Number(stamp) - start, text: words.join(" ").trim() };
  });
}

/** Throws `RangeError` for a log without a report. */
export function stagesOf(lines: readonly TimedLine[]): Stages {
  const reports = lines.filter(({ text }) => text.startsWith("report: ")).map(({ seconds }) => seconds);
  const [first] = reports;
  const last = reports.at(-1);
  const begin = lines.find(({ text }) => PHASE.test(text));
  if (first === undefined || last === undefined || begin === undefined) {
    throw new RangeError("log: expected a run of npm start that wrote a report; got none; let it finish");
  }
  return {
    setUp: begin.seconds,
    training: phaseSeconds(lines, "training"),
    measuring: phaseSeconds(lines, "measuring"),
    writing: phaseSeconds(lines, "writing"),
    firstReport: first,
    lastReport: last,
  };
}

/** Between the lines that begin and end each phase of a kind: finer than what the lines say. */
function phaseSeconds(lines: readonly TimedLine[], kind: string): number {
  let sum = 0;
  let begun: number | undefined;
  for (const { seconds, text } of lines) {
    if (PHASE.exec(text)?.[1] === kind) begun = seconds;
    else if (PHASE_END.exec(text)?.[1] === kind && begun !== undefined) {
      sum += seconds - begun;
      begun = undefined;
    }
  }
  return sum;
}
