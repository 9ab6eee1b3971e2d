// Lines behind the gates of a report: what keeps them from being told, and what would let them.

import type { HypothesisId } from "@stillpoint/core";
import type { ReportTask } from "../report.ts";
import type { Asked } from "./asked.ts";
import { MORE } from "./beyond-control.ts";
import { evenNumber, type Recounted, recountedNumber } from "./own-number.ts";
import type { StatementLine } from "./statement.ts";

/** A gate of a report, or a verdict that it withholds without naming one. */
export interface ClosedGate {
  readonly id: string;
  /** For people, with the numbers. */
  readonly reason: string;
}

const OPENS: Readonly<Record<string, string>> = {
  "non-linearity": "maps averaged over more noise, or a layer that is more linear",
  "stated-error": "more passes",
  bounds: "wider bounds of the noise",
  samples: "more samples",
  threshold: "a difference that does not hang on the threshold",
  spread: "a difference that holds at equal spread of the maps",
  distance: "a difference of one sign in the path of the weights, in the share of it and in steps",
  withheld: MORE,
};

/** Gates about the sign of one difference; the others are about the maps that every difference there is made of. */
const OF_SIGN: ReadonlySet<string> = new Set(["threshold", "spread", "distance"]);

/** How far from b a sign must hold, nats: the margin of a report's own gates. */
const MARGIN = 0.15;
const DUST = 1e-6;

/** What opens gates, each once. */
export function gateNeeds(gates: readonly ClosedGate[]): string {
  return [...new Set(gates.map(({ id }) => OPENS[id] ?? id))].join("; ");
}

/** Open for another reason, while told it would be withheld: both are needed, the gates first. */
export function openBehindGates(
  { reason, needed }: { readonly reason: string; readonly needed: string },
  gates: readonly ClosedGate[],
): { readonly reason: string; readonly needed: string } {
  if (gates.length === 0) return { reason, needed };
  const ids = [...new Set(gates.map(({ id }) => id))].join(", ");
  return {
    reason: `${reason}; in any case it would be withheld (${ids})`,
    needed: `${gateNeeds(gates)}; then ${needed}`,
  };
}

/** The line where no gate is closed; behind one it claims nothing. */
export function behindGates(line: StatementLine, gates: readonly ClosedGate[]): StatementLine {
  if (gates.length === 0 || line.claim === undefined || line.claim === "described") return line;
  const { reason = "", needed = MORE } = line;
  if (line.claim !== "there" && line.claim !== "opposite")
    return { ...line, ...openBehindGates({ reason, needed }, gates) };
  return {
    ...line,
    group: "untold",
    claim: "withheld",
    reason: [...new Set(gates.map((gate) => gate.reason))].join("; "),
    needed: gateNeeds(gates),
  };
}

/** The gates that a report closes on a claim, told or not; those about a sign say whose it is. */
export function gatesOfClaim({ hypotheses }: ReportTask, claim: HypothesisId): readonly ClosedGate[] {
  const own = hypotheses.find(({ id }) => id === claim);
  if (own === undefined) return [];
  const { gates = [], verdict, expected, reason = "the report withholds the verdict" } = own;
  const [treated = "", , reference = ""] = expected.split(" ");
  if (gates.length === 0) return verdict === "withheld" ? [{ id: "withheld", reason }] : [];
  return gates.map((gate) =>
    OF_SIGN.has(gate.id) ? { id: gate.id, reason: `of ${treated} beside ${reference}, ${gate.reason}` } : gate,
  );
}

/** Gates of a whole number: what needs no threshold has those about the maps that all numbers of the task are made of. */
function ofWhole(task: ReportTask, asked: Asked): readonly ClosedGate[] {
  if ("claim" in asked) return gatesOfClaim(task, asked.claim);
  // Named parts are background: what closes the gates of its count closes theirs.
  if ("part" in asked && asked.metric === "points") return gatesOfClaim(task, "H1.backgroundCount");
  return gatesOfClaim(task, "H1.foregroundCount").filter(({ id }) => !OF_SIGN.has(id));
}

/**
 * The gates of a difference that has no verdict: those of the whole number, whose maps it shares, and of its own sign. Of a
 * claim about points the sign holds at b ± 0.15 nats and at the spread of the reference, of a gap in nats at one spread of the
 * maps. A role that the report does not count again closes nothing.
 */
export function gatesOf(
  task: ReportTask,
  asked: Asked,
  { treated, reference }: { readonly treated: string; readonly reference: string },
  difference: number = Number.NaN,
): readonly ClosedGate[] {
  const sign = Math.sign(difference);
  const whole = ofWhole(task, asked);
  if (!(Math.abs(sign) > 0)) return whole;
  const hangs = (number: (role: string) => Recounted): boolean => {
    const [a, b] = [number(treated), number(reference)];
    return a !== undefined && b !== undefined && !(Math.sign((a ?? Number.NaN) - (b ?? Number.NaN)) === sign);
  };
  const ownSign = "the sign of this difference does not hold";
  const away =
    "claim" in asked
      ? thresholdsWhere(task, (point) => hangs((role) => recountedNumber(point[role], asked.claim)))
      : [];
  return [
    ...whole,
    ...(away.length > 0
      ? [
          {
            id: "threshold",
            reason: `${ownSign} over b ± ${MARGIN} nats: it is another or none at b = ${away.join(", ")}`,
          },
        ]
      : []),
    ...(hangs((role) => evenNumber(task, asked, role))
      ? [{ id: "spread", reason: `${ownSign} once maps have the same spread` }]
      : []),
  ];
}

/** Thresholds near b at which something is so. */
function thresholdsWhere(
  { curve, engine: { threshold: b } }: ReportTask,
  isSo: (networks: ReportTask["curve"][number]["networks"]) => boolean,
): number[] {
  return curve.flatMap(({ threshold, networks }) => {
    const distance = Math.abs(threshold - b);
    return distance > DUST && distance < MARGIN + DUST && isSo(networks) ? [threshold] : [];
  });
}
