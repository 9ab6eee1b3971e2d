import { describe, expect, it } from "vitest";
import { syntheticPictures } from "../../../packages/report/fixtures/synthetic-pictures.ts";
import { syntheticInput } from "../../../packages/report/fixtures/synthetic-report.ts";
import { compactPictures } from "../../../packages/report/src/picture.ts";
import { answerMarkup } from "./answer.ts";
import { answerOf } from "./answer-facts.ts";
import { answerFigure, contrastTable, decompositionTable, equalAccuracyTable } from "./decomposition.ts";
import { firstScreen } from "./first-screen.ts";
import { unpackedPictures } from "./packed-picture.ts";
import type { IntervalView, ReportView, TaskView } from "./view.ts";

const report: ReportView = JSON.parse(JSON.stringify(syntheticInput()));
const [made] = report.tasks;
const words = (html: string): string => html.replace(/<[^>]*>/g, "");

const at = (mean: number | null, half = 1): IntervalView =>
  mean === null
    ? { mean, low: null, high: null, reason: "nobody has it" }
    : { mean, low: mean - half, high: mean + half };
const estimate = (difference: IntervalView, p: number | null = 0.001, perSeed = [-1, -2, -3]) => ({
  difference,
  p,
  standardError: 0.1,
  samplesError: 0.1,
  degrees: 4,
  samples: 32,
  perSeed: perSeed.map((one, seed) => ({ seed, difference: one })),
});
const points = { metric: "points", part: "cue", statistic: "mean" } as const;
const pair = { treated: "distilled", reference: "scratch" } as const;

/** One layer whose part has these points. */
function layer(difference: IntervalView, more: Partial<TaskView> = {}, id = "image/vgg@fc1"): TaskView {
  const part = made!.parts.distractor ?? Object.values(made!.parts)[0]!;
  const { nullPointsDifference: _n, ...own } = part;
  return {
    ...made!,
    id,
    layer: id.split("@")[1] ?? "",
    hypotheses: made!.hypotheses.map(({ gates: _, ...one }) => one),
    parts: { cue: { ...own, pointsDifference: difference } },
    ...more,
  };
}

function said(tasks: readonly TaskView[], more: Partial<ReportView> = {}): string {
  const whole = { seeds: [0, 1, 2], tasks, ...more };
  const answer = answerOf(whole);
  return answer ? words(answerMarkup(whole, answer)) : "";
}

describe("the answer", () => {
  it("says what of it is the teacher's and what the loss's, with seeds and control", () => {
    const split = {
      ...points,
      ...pair,
      through: "self-distilled",
      total: estimate(at(-5.5)),
      teacher: estimate(at(-3.1)),
      loss: estimate(at(-2.4)),
    } as const;
    const trial = layer(at(-5.5), { decomposition: [split] });
    const control = layer(at(0.1, 0.4), {}, "image/control@fc1");
    const text = said([trial, control], {
      controls: { [trial.id]: control.id },
      differenceInDifferences: {
        [trial.id]: [{ ...points, ...pair, difference: at(-5.6), p: 0.01, standardError: 1, degrees: 3, paired: true }],
      },
    });
    expect(text).toBe(
      "At layer fc1 of image/vgg the distilled network lets go of the cue: 5.5 fewer points on it than the network from scratch [−6.5, −4.5]" +
        ": the sum of −3.1 [−4.1, −2.1] from the teacher’s knowledge and −2.4 [−3.4, −1.4] from the loss of distillation itself" +
        "; the same sign in 3 of 3 seeds" +
        "; the control, which has everything but this effect, shows +0.1 [−0.3, +0.5], trial minus control −5.6 [−6.6, −4.6].",
    );
    const nothing = { ...split, teacher: estimate(at(-0.2)), loss: estimate(at(-5.3)) };
    expect(said([layer(at(-5.5), { decomposition: [nothing] })])).toContain(
      "−0.2 [−1.2, +0.8] from the teacher’s knowledge, which may be nothing, and −5.3",
    );
  });

  it("says the other way round, and that it is open", () => {
    expect(said([layer(at(2))])).toContain("holds on to the cue: 2.0 more points on it");
    expect(said([layer(at(0.4))])).toContain(
      "it is open whether the distilled network lets go of the cue: +0.4 points",
    );
    expect(said([layer({ mean: -1, low: null, high: null, reason: "one sample" })])).toContain("it is open");
  });

  it("gives no answer where the instrument cannot tell, but the reason", () => {
    const gates = [
      { id: "threshold", reason: "the sign turns" },
      { id: "bounds", reason: "most units at a <bound>" },
    ] as const;
    const withheld = layer(at(-9));
    const hypotheses = withheld.hypotheses.map((one) => ({ ...one, gates }));
    const text = said([{ ...withheld, hypotheses }]);
    expect(text).toBe(
      "At layer fc1 of image/vgg the instrument cannot tell whether the distilled network lets go of the cue: most units at a &lt;bound&gt;.",
    );
    const [, { layer: name }] = [0, layer(at(-1), {}, "image/vgg@fc2")];
    expect(said([{ ...withheld, hypotheses }, layer(at(-2), {}, "image/vgg@fc2")])).toContain(`At layer ${name} of`);
  });

  it("is the clearest of all layers only after it is adjusted for them", () => {
    const own = (p: number) => [{ ...points, ...pair, ...estimate(at(-2), p) }];
    const many = (p: number): TaskView[] =>
      Array.from({ length: 9 }, (_, k) => layer(at(-2), { contrasts: own(k === 4 ? p : 0.5) }, `image/vgg@l${k}`));
    expect(said(many(0.001))).toMatch(
      /^At layer l4 of image\/vgg, the clearest of 9 layers, the distilled network lets go/,
    );
    expect(said(many(0.01))).toMatch(/it is open whether .* which is not clear among 9 layers/);
    expect(said(many(0.001))).toContain(
      "Of all 9 layers, each by its own 95 % interval: fewer points on the part at 9, more at 0.",
    );
  });

  it("holds a placebo against it", () => {
    const placebo = (difference: IntervalView) => [
      { ...points, ...pair, ...estimate(at(-5.5)) },
      { ...points, treated: "placebo", reference: "scratch", ...estimate(difference) } as const,
    ];
    expect(said([layer(at(-5.5), { contrasts: placebo(at(-7.2)) })])).toContain(
      "shows −7.2 [−8.2, −6.2] there: most of this need not be the teacher’s knowledge.",
    );
    for (const other of [at(-0.2), at(7), at(-2)])
      expect(said([layer(at(-5.5), { contrasts: placebo(other) })])).not.toContain("need not be");
  });

  it("says nothing that was not told: one seed, no control, no placebo, no self-distilled network", () => {
    const alone = said([layer(at(-3), { bySeed: made!.bySeed.slice(0, 1) })]);
    expect(alone).toBe(
      "At layer fc1 of image/vgg the distilled network lets go of the cue: 3.0 fewer points on it than the network from scratch [−4.0, −2.0]." +
        "This speaks of these networks only: it takes three seeds to speak of their training.",
    );
    expect(alone).not.toMatch(/teacher|placebo|control|null|same sign/);
  });

  it("is about the entropy gap where there is no part, and nothing without two networks", () => {
    const bare = { ...layer(at(0)), parts: {}, entropyGapDifference: at(0.35, 0.1) };
    expect(said([bare])).toContain(
      "more sharply: an entropy gap 0.35 nats wider than that of the network from scratch",
    );
    expect(said([{ ...bare, entropyGapDifference: at(-0.35, 0.1) }])).toContain("0.35 nats narrower");
    expect(said([{ ...bare, entropyGapDifference: at(null) }])).toContain("nobody has it");
    const { entropyGapDifference: _, ...lone } = bare;
    expect(said([lone])).toBe("");
    expect(said([])).toBe("");
    expect(firstScreen({ seeds: [], tasks: [lone] }, [])).toBe("");
  });

  it("lets no name become markup", () => {
    const hostile = layer(at(-3), { parts: { "<img>": layer(at(-3)).parts.cue! } }, "<img>@<img>");
    const whole = { seeds: [0], tasks: [hostile] };
    expect(firstScreen(whole, [])).not.toContain("<img>");
  });
});

describe("the first screen", () => {
  it("shows the sample with the clearest effect on both networks, and says that it is that", () => {
    const pictures = unpackedPictures(compactPictures(syntheticPictures(made!.id, 3)));
    const html = firstScreen(report, pictures);
    expect(words(html)).toContain("of 3 samples the one with the clearest effect");
    expect(html.match(/class="map still"/g)).toHaveLength(2);
    expect(html).not.toContain("data-unit");
  });

  it("draws no figure of the difference alone", () => {
    expect(answerFigure(answerOf({ seeds: [0], tasks: [layer(at(-3))] })!.lead, 1)).toBe("");
  });
});

describe("tables of contrasts", () => {
  it("tell every number as a sum, and every two roles; nothing where there are none", () => {
    const total = estimate(at(-5.5));
    const task = layer(at(-5.5), {
      decomposition: [{ ...points, ...pair, through: "self-distilled", total, teacher: estimate(at(-3)), loss: total }],
      contrasts: [
        { ...points, ...pair, ...total },
        { ...points, treated: "placebo", reference: "scratch", ...estimate(at(null)) },
      ],
    });
    expect(words(decompositionTable(task))).toContain("Points on the cue−5.5 [−6.5, −4.5]−3.0 [−4.0, −2.0]");
    expect(words(contrastTable(task))).toContain("Placebo − From scratch");
    expect(contrastTable(task)).toContain('title="nobody has it"');
    expect(decompositionTable(layer(at(-1))) + contrastTable(layer(at(-1)))).toBe("");
  });

  it("tell the same at equal accuracy, with the steps; nothing where it was not tested", () => {
    const stop = { seed: 3, treatedStep: 20, referenceStep: 40, treatedAccuracy: 0.62, referenceAccuracy: 0.61 };
    const contrasts = [{ ...points, ...pair, ...estimate(at(-2.5)) }];
    const html = equalAccuracyTable(layer(at(-5.5), { equalAccuracy: [{ ...pair, stops: [stop], contrasts }] }));
    expect(words(html)).toContain("Distilled − From scratchPoints on the cue−2.5 [−3.5, −1.5]");
    expect(words(html)).toContain("Distilled, From scratch, seed 3step 20 62 % rightstep 40 61 % right");
    expect(equalAccuracyTable(layer(at(-1)))).toBe("");
  });
});
