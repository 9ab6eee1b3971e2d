import { mean, toldFindings } from "@stillpoint/core";
import { logitsOf } from "@stillpoint/mechanism";
import { describe, expect, it } from "vitest";
import { CLASSES, ownLogits, ROWS, students } from "../../fixtures/networks.ts";
import { rightAnswers } from "../answers/answered.ts";
import type { Cohort } from "../cohort/cohort.ts";
import { significantCount } from "./class-changes.ts";
import { checkedGroups, type Groups } from "./group-labels.ts";
import { groupFindings, groupsSection } from "./groups-section.ts";
import { demographicParity, equalisedOdds } from "./parity.ts";

const two: Groups = { names: ["a", "b"], of: [0, 0, 0, 0, 1, 1, 1, 1] };

describe("parity", () => {
  const labels = [1, 1, 0, 0, 1, 1, 0, 0];

  it("is the hand table's", () => {
    const answers = [1, 1, 1, 0, 1, 0, 0, 0];
    const dpd = demographicParity(answers, two, 1);
    expect(dpd.value).toBeCloseTo(3 / 4 - 1 / 4, 14);
    expect(dpd.between).toEqual(["a", "b"]);
    // True positives 1 and 1/2, false ones 1/2 and 0.
    expect(equalisedOdds(answers, labels, two, 1).value).toBeCloseTo(1 / 2, 14);
    const wrongMore = [1, 0, 1, 1, 1, 1, 0, 0];
    // True positives 1/2 and 1, false ones 1 and 0: the largest over both truths counts.
    expect(equalisedOdds(wrongMore, labels, two, 1).value).toBe(1);
    expect(demographicParity(wrongMore, two, 1).value).toBeCloseTo(1 / 4, 14);
  });

  it("is 0 for a network that answers alike, whatever is true", () => {
    expect(demographicParity([1, 0, 1, 0, 0, 1, 0, 1], two, 1).value).toBe(0);
    expect(equalisedOdds([1, 1, 0, 0, 1, 1, 0, 0], labels, two, 1).value).toBe(0);
  });

  it("has parts whose mean it is", () => {
    const { answers, groups, truth } = many();
    for (const gap of [demographicParity(answers, groups, 1), equalisedOdds(answers, truth, groups, 1)])
      expect(mean(gap.parts)).toBeCloseTo(gap.value, 12);
  });

  it("leaves out truths and groups without examples", () => {
    const alone: Groups = { names: ["a", "b"], of: [0, 0, 0] };
    expect(demographicParity([1, 0, 1], alone, 1).value).toBeNaN();
    // Class 1 is in group a alone; class 0 is in both.
    const groups: Groups = { names: ["a", "b"], of: [0, 0, 1, 1] };
    expect(equalisedOdds([1, 1, 0, 1], [1, 0, 0, 0], groups, 1).value).toBeCloseTo(1 / 2, 14);
  });
});

describe("groups", () => {
  it.each<[string, Groups]>([
    ["one for each of 8", { names: ["a"], of: [0] }],
    ["expected 0 to 1", { ...two, of: [0, 0, 0, 0, 1, 1, 1, 2] }],
    ["expected examples of c", { ...two, names: ["a", "b", "c"] }],
    ["names that differ", { ...two, names: ["a", "a"] }],
    ["not all", { ...two, unseenByTeacher: ["a", "b"] }],
    ["not all", { ...two, unseenByTeacher: ["z"] }],
  ])("are refused: %s", (message, groups) => {
    expect(() => checkedGroups(groups, 8)).toThrow(message);
  });
});

describe("findings of groups", () => {
  /** Group of a row: the first half of each class, the second, and rows 0 to 39 in a third. */
  const of = Array.from({ length: ROWS }, (_, row) => (row < 60 ? 2 : row % 8 < 4 ? 0 : 1));
  const groups: Groups = { names: ["round", "square", "odd"], of, unseenByTeacher: ["odd"] };

  /** The distilled student is right more often in the groups its teacher saw. */
  function gaining(seeds: number): Cohort<ReturnType<typeof ownLogits>> {
    return students(seeds).map((own) =>
      own.role !== "distilled"
        ? own
        : {
            ...own,
            value: logitsOf(
              "distilled",
              {
                values: ownLogits("scratch", own.seed ?? 0).values.map((value, k) => {
                  const row = Math.floor(k / CLASSES);
                  return value + (of[row] !== 2 && k % CLASSES === row % CLASSES ? 2 : 0);
                }),
                columns: CLASSES,
              },
              own.value.labels,
            ),
          },
    );
  }

  it("see a gain where the teacher saw and none where it did not", () => {
    const told = toldFindings(groupFindings(gaining(4), { groups }));
    const claim = (id: string) => told.find(({ finding }) => finding.id === id)?.claim;
    expect(claim("groups.gain.round")).toBe("there");
    expect(claim("groups.gain.square")).toBe("there");
    expect(claim("groups.gain.odd")).toBe("open");
    expect(claim("groups.unseenGap")).toBe("there");
    const findings = groupFindings(gaining(4), { groups });
    const gain = (name: string) => findings.find(({ id }) => id === `groups.gain.${name}`)!.value;
    expect(gain("odd")).toBe(0);
    expect(findings.find(({ id }) => id === "groups.unseenGap")!.value).toBeCloseTo(
      (gain("round") + gain("square")) / 2 - gain("odd"),
      12,
    );
    expect(findings.find(({ id }) => id === "groups.classesChanged")!.value).toBe(4);
  });

  it("give the gap of groups of few examples the spread of each group's own, and none to a group of one", () => {
    const few = Array.from({ length: ROWS }, (_, row) => (row < 4 ? 2 : row < 10 ? 1 : 0));
    const at = (own: readonly number[]) =>
      groupFindings(gaining(1), { groups: { ...groups, of: own } }).find(({ id }) => id === "groups.unseenGap")!;
    const { interval } = at(few);
    const right = (role: string) => {
      const { value } = gaining(1).find((own) => own.role === role)!;
      return rightAnswers(value);
    };
    const gain = right("distilled").map((own, k) => own - right("scratch")[k]!);
    const variance = [0.5, 0.5, -1].reduce((sum, weight, group) => {
      const own = gain.filter((_, k) => few[k] === group);
      const squares = own.reduce((all, value) => all + (value - mean(own)) ** 2, 0);
      return sum + (weight ** 2 * squares) / (own.length - 1) / own.length;
    }, 0);
    // One seed: Student's t over examples alone.
    const half = 1.97 * Math.sqrt(variance);
    expect((interval.high - interval.low) / 2 / half).toBeCloseTo(1, 2);
    const alone = at(few.map((group, row) => (row > 0 && row < 4 ? 0 : group)));
    expect(alone.value).toBeNaN();
    expect(alone.interval.reason).toContain("group odd has one example");
  });

  it("see nothing between two students from labels", () => {
    const findings = groupFindings(
      students(3).filter(({ role }) => role !== "distilled"),
      { groups, positive: 1 },
    );
    for (const { value } of findings) expect(value).toBeNaN();
    expect(significantCount([])).toBe(0);
  });

  it("have DPD and EOD where a decision is named", () => {
    const ids = (positive?: number) =>
      groupFindings(gaining(2), { groups, ...(positive === undefined ? {} : { positive }) }).map(({ id }) => id);
    expect(ids(1)).toContain("groups.equalisedOdds");
    expect(ids()).not.toContain("groups.demographicParity");
  });

  it("make a section with accuracies of every kind of network", () => {
    const { drawings } = groupsSection(gaining(2), { groups, classNames: ["a", "b", "c", "d"] });
    for (const drawing of drawings) {
      if (drawing.kind !== "heat") throw new Error(drawing.kind);
      expect(drawing.values.length).toBe(drawing.rows.length * drawing.columns.length);
    }
    expect(drawings[1]).toMatchObject({ columns: ["a", "b", "c", "d"] });
  });
});

function many() {
  const answers = ownLogits("many", 1).values.map((value) => (value > 1 ? 1 : 0));
  const groups: Groups = { names: ["a", "b", "c"], of: answers.map((_, k) => k % 3) };
  return { answers, groups, truth: answers.map((_, k) => Math.floor(k / 5) % 2) };
}
