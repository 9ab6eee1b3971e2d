import { type Finding, type StudySection, undefinedInterval } from "@stillpoint/core";
import { type LintOptions, type LossLint, lintLoss } from "../linter/lint-loss.ts";
import { kdTopK } from "../targets/kd-top-k.ts";

/** Top-k targets that are tried where nothing plain explains a loss. */
const CUT_OFF = [2, 3, 5, 10, 20, 50, 100] as const;

/**
 * Which conventions explain the losses of a user's own code, and warnings about the one: T² left out, a mean over classes, the
 * wrong way round. Where none does, exchanged networks and targets of the top k are tried before giving up.
 *
 * @throws what `lintLoss` throws
 */
export function lintSection(options: LintOptions): StudySection {
  const lint = lintLoss(options);
  const warnings = lint.verdict === "none" ? mistakes(options) : warningsOf(lint, options.student.classes);
  const noControl = undefinedInterval("a convention fits or it does not");
  const findings: readonly Finding[] = [
    {
      id: "lint.convention",
      topic: "cause",
      value: lint.nearest.error,
      interval: undefinedInterval("an exact comparison"),
      control: noControl,
      direction: "lower",
      sentence: lint.sentence,
    },
    ...warnings.map(
      ([id, sentence]): Finding => ({
        id: `lint.${id}`,
        topic: "cause",
        value: 1,
        interval: undefinedInterval("seen or not"),
        control: noControl,
        direction: "lower",
        sentence,
      }),
    ),
  ];
  return {
    id: "lint",
    title: "What the loss of your code computes",
    text: "Every way to write the loss (T, weight, T² or not, divergence, reduction) is computed for the batches given and compared with the values that were printed.",
    findings,
    drawings: [],
  };
}

type Warning = readonly [id: string, sentence: string];

/** Of what all fits have in common. */
function warningsOf({ fits }: LossLint, classes: number): readonly Warning[] {
  const all = (test: (convention: (typeof fits)[number]["convention"]) => boolean): boolean =>
    fits.every(({ convention }) => test(convention));
  const found: Warning[] = [];
  const [first] = fits;
  const temperature = first?.convention.temperature;
  if (all((one) => one.temperatureSquared === false))
    found.push([
      "temperatureSquared",
      `T² is left out: the targets' gradients are ${temperature === undefined ? "1/T²" : `1/${temperature ** 2}`} of what the same weight means with it.`,
    ]);
  if (all((one) => one.reduction === "mean"))
    found.push([
      "reduction",
      `The divergence is averaged over classes too: it weighs ${classes} times less than with batchmean.`,
    ]);
  if (all((one) => one.labelReduction === "sum"))
    found.push(["labelReduction", "The label's term is a sum over the batch: its weight grows with the batch."]);
  if (all((one) => one.distance === "reverse KL"))
    found.push([
      "distance",
      "The divergence is the reverse one, KL(student ‖ teacher): it follows one mode of the teacher.",
    ]);
  if (all((one) => one.teacherWeight === 0))
    found.push(["teacherWeight", "The labels alone explain the values: the teacher is not in this loss."]);
  return found;
}

/** What explains a loss that no convention does: the grid for exchanged networks, and for targets of the top k. */
function mistakes(options: LintOptions): readonly Warning[] {
  const { student, teacher } = options;
  const exchanged = lintLoss({ ...options, student: teacher, teacher: student });
  if (exchanged.verdict !== "none")
    return [["exchanged", `With teacher and student exchanged it is explained: ${exchanged.sentence}`]];
  for (const k of CUT_OFF.filter((size) => size < student.classes)) {
    const cut = lintLoss({ ...options, targets: (of, temperature) => kdTopK(of, { temperature, k }) });
    if (cut.verdict !== "none")
      return [["topK", `With the teacher's top ${k} and the rest spread evenly it is explained: ${cut.sentence}`]];
  }
  return [
    [
      "unexplained",
      "Exchanged networks and targets of the top k do not explain it either: look for rows in another order, dropout or batch statistics that were on when the loss was taken, a sum cut off at the top k, and weights that the grid does not hold.",
    ],
  ];
}
