import { describe, expect, it } from "vitest";
import { classIndices } from "./class-order.ts";
import { folderLabels } from "./labels.ts";

const listed = (names: readonly string[], classes = names): Parameters<typeof classIndices>[0] => {
  return { names, classes, order: "listed" };
};

describe("classIndices", () => {
  it("takes class numbers as they are, whatever classes there are", () => {
    expect(classIndices(listed(["3", "0"], []), 4)).toMatchObject({ indices: [3, 0] });
  });

  it("orders as many names as the network has outputs as their source does", () => {
    const labels = folderLabels(["dog/1", "cat/2"], ["dog/1.png", "cat/2.png", "eel/3.png"]);
    expect(labels && classIndices(labels, 3)).toMatchObject({ indices: [1, 0] });
  });

  it("prefers the network's own names, in any case of letters, and lets numbers pass", () => {
    expect(classIndices(listed(["positive", "0", "NEGATIVE"]), 2, ["NEGATIVE", "POSITIVE"])).toMatchObject({
      indices: [1, 0, 0],
    });
  });

  it("leaves samples without a label without a class", () => {
    const labels = { names: ["b", undefined], classes: ["a", "b"], order: "listed" } as const;
    expect(classIndices(labels, 2)).toMatchObject({ indices: [1, undefined] });
  });

  it.each([
    ["fewer folders than outputs", listed(["cat", "dog"]), 10, [], /2 classes \(cat, dog\) for a network of 10/],
    ["numbers counted from 1", listed(["1", "2"], []), 2, [], /class 2 is beyond .* counted from 1/],
    ["a name that the network's list lacks", listed(["wolf"]), 2, ["cat", "dog"], /class wolf is none of cat, dog/],
    ["more names than outputs", listed(["a"]), 1, ["a", "b"], /2 class names/],
  ])("does not guess for %s", (_, labels, outputs, known, reason) => {
    expect(classIndices(labels, outputs, known)).toEqual({ unknown: expect.stringMatching(reason) });
  });

  it("refuses folders of numbers whose order as text is another", () => {
    const files = Array.from({ length: 11 }, (_, k) => `${k}/x.png`);
    const labels = folderLabels(["10/x"], files);
    expect(labels && classIndices(labels, 11)).toMatchObject({ unknown: expect.stringMatching(/as text/) });
    expect(labels && classIndices(labels, 20)).toMatchObject({ indices: [10] });
    const few = folderLabels(["1/x"], ["0/x.png", "1/x.png"]);
    expect(few && classIndices(few, 2)).toMatchObject({ indices: [1] });
  });
});

describe("folderLabels", () => {
  it("needs two top folders", () => {
    expect(folderLabels(["val/1", "val/2"], ["val/1.png", "val/2.png"])).toBeUndefined();
    expect(folderLabels(["1"], ["1.png"])).toBeUndefined();
  });

  it.each([
    ["train and test", ["train/cat/1.png", "test/dog/2.png", "train/dog/3.png"], ["cat", "dog", "dog"]],
    ["a class called test", ["test/1.png", "dog/2.png"], ["test", "dog"]],
    ["train and test without folders below", ["train/1.png", "test/2.png"], undefined],
    ["held-out and training in Windows' notation", ["held-out\\cat\\1.png", "training\\eel\\2.png"], ["cat", "eel"]],
  ])("of %s are classes, not splits", (_, files, names) => {
    expect(folderLabels(files, files)?.names).toEqual(names);
  });
});
