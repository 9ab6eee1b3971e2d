import { describe, expect, it } from "vitest";
import { isOf } from "./use-own-networks.ts";

const [old, newer, picture, weights] = Array.from({ length: 4 }, () => new Blob(["as large"]));
const files = (entries: Readonly<Record<string, Blob | undefined>>): ReadonlyMap<string, Blob> =>
  new Map(Object.entries(entries).flatMap(([name, content]) => (content === undefined ? [] : [[name, content]])));

describe("an opened network", () => {
  const from = files({ "a.onnx": old, "p.png": picture });

  it("stays open when a sample comes or goes", () => {
    expect(isOf({ from }, files({ "a.onnx": old, "p.png": picture, "q.png": newer }))).toBe(true);
    expect(isOf({ from }, files({ "a.onnx": old }))).toBe(true);
  });

  it("is another one when its file comes again with other contents under the same name, as large", () => {
    expect(isOf({ from }, files({ "a.onnx": newer, "p.png": picture }))).toBe(false);
  });

  it("that could not be opened is tried again with the weights that were missing, and not without", () => {
    const failed = { from: files({ "a.onnx": old }), error: "weights: ..." };
    expect(isOf(failed, failed.from)).toBe(true);
    expect(isOf(failed, files({ "a.onnx": old, "a.onnx.data": weights }))).toBe(false);
    expect(isOf(failed, files({ "a.onnx": newer }))).toBe(false);
  });
});
