import { linearLayer } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { answerOf, logitOf, probabilityOf } from "./answer.ts";

/** Two rows of three logits, each a number of the input. */
const data = Float64Array.from({ length: 36 }, (_, at) => Number(at % 7 === 0));
const layer = linearLayer({ rows: 6, columns: 6, data }, Float32Array.from([0, 2, 1, 3, 0, 0]));

describe("answerOf", () => {
  it("chooses the largest logit of every row", async () => {
    expect((await answerOf(layer, 3)).chosen).toEqual([1, 0]);
    expect((await answerOf(layer, 6)).chosen).toEqual([3]);
  });
});

describe("an answer of two rows", () => {
  it("has the sum of its logits and the product of its probabilities, copy by copy", async () => {
    const answer = await answerOf(layer, 3);
    const copies = Float32Array.from([0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...Array.from(await logitOf(answer)(copies, 2))]).toEqual([5, 0]);
    const start = Math.exp(2) / (1 + Math.exp(2) + Math.exp(1));
    const end = Math.exp(3) / (Math.exp(3) + 2);
    const found = Array.from(await probabilityOf(answer)(copies, 2));
    expect(found[0]).toBeCloseTo(start * end, 12);
    expect(found[1]).toBeCloseTo(1 / 9, 12);
  });

  it("is not upset by logits as low as a mask makes them", async () => {
    const masked = { ...layer, x0: Float32Array.from([-10_000, 2, -10_000, 1, -10_000, -10_000]) };
    const answer = await answerOf(masked, 3);
    expect(Array.from(await probabilityOf(answer)(masked.x0, 1))[0]).toBeCloseTo(1, 12);
  });
});
