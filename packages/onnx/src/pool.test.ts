import { ElementType, Emitter, encodeTensor, type Model, writeModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { WorkerPool } from "./pool.ts";
import { nextState, TrainingSession } from "./training-session.ts";

function counter(): Model {
  const g = new Emitter("");
  g.node("Add", ["total", "x"], [nextState("total")]);
  g.node("Neg", ["total"], ["negative"]);
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: [2] });
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "counter",
      nodes: g.nodes,
      initializers: new Map(),
      inputs: [port("total"), port("x")],
      outputs: [port(nextState("total")), port("negative")],
      declared: new Map(),
    },
  };
}

const pair = (a: number, b: number): Tensor => ({ type: "float32", shape: [2], data: Float32Array.of(a, b) });

describe("WorkerPool", () => {
  it("answers with ONNX Runtime's message when a model cannot be opened", async () => {
    await using pool = new WorkerPool(1);
    await expect(pool.lane().open(Uint8Array.of(1, 2, 3))).rejects.toThrow(/ONNX Runtime/);
  });

  it("spreads lanes over its workers and takes them back", async () => {
    await using pool = new WorkerPool(2);
    const lanes = [pool.lane(), pool.lane()];
    const sessions = await Promise.all(lanes.map((lane) => lane.open(writeModel(counter()))));
    const results = await Promise.all(sessions.map((session) => session.run({ total: pair(1, 2), x: pair(0, 0) })));
    for (const { negative } of results) expect(negative?.data).toEqual(Float32Array.of(-1, -2));
    for (const session of sessions) session.close();
    for (const lane of lanes) lane.close();
  });

  it("refuses work after it was closed instead of hanging", async () => {
    const pool = new WorkerPool(1);
    const lane = pool.lane();
    const session = await lane.open(writeModel(counter()));
    await pool.close();
    await expect(session.run({ total: pair(1, 2), x: pair(0, 0) })).rejects.toMatchObject({ code: "RUNTIME" });
  });

  it("fails a request under way when its worker ends", async () => {
    const pool = new WorkerPool(1);
    const opening = pool.lane().open(writeModel(counter()));
    const closing = pool.close();
    await expect(opening).rejects.toMatchObject({ code: "RUNTIME" });
    await closing;
  });
});

describe("ScatterND", () => {
  // Across threads ONNX Runtime's CPU kernel loses updates of repeated indices; integers make any loss exact.
  it("sums updates of repeated indices to the same integers in 100 runs", async () => {
    // Large enough that two threads lose updates in nearly every run.
    const [rows, width, updates] = [16, 64, 40_000];
    const g = new Emitter("");
    g.node("ScatterND", ["zeros", "indices", "x"], ["y"], { reduction: "add" });
    const index = BigInt64Array.from({ length: updates }, (_, k) => BigInt((k * 7919) % rows));
    const initializers = [
      encodeTensor("zeros", ElementType.FLOAT, [rows, width], new Float32Array(rows * width)),
      encodeTensor("indices", ElementType.INT64, [updates, 1], index),
    ];
    const model: Model = {
      ...counter(),
      graph: {
        name: "scatter",
        nodes: g.nodes,
        initializers: new Map(initializers.map((tensor) => [tensor.name, tensor])),
        inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: [updates, width] }],
        outputs: [{ name: "y", elementType: ElementType.FLOAT, dims: [rows, width] }],
        declared: new Map(),
      },
    };
    const values = Float32Array.from({ length: updates * width }, (_, k) => (k % 17) - 8);
    const expected = new Float32Array(rows * width);
    for (const [k, value] of values.entries()) {
      const cell = Number(index[Math.floor(k / width)]) * width + (k % width);
      expected[cell] = expected[cell]! + value;
    }
    await using pool = new WorkerPool(1);
    const session = await pool.lane().open(writeModel(model));
    for (let run = 0; run < 100; run += 1) {
      const { y } = await session.run({ x: { type: "float32", shape: [updates, width], data: values.slice() } });
      expect(y?.data).toEqual(expected);
    }
  });
});

describe("TrainingSession", () => {
  it("feeds state outputs back as inputs and hands out copies", async () => {
    await using pool = new WorkerPool(1);
    const graph = { bytes: writeModel(counter()), state: { total: pair(10, 20) } };
    const session = await TrainingSession.open(graph, pool);
    for (let step = 0; step < 3; step += 1) await session.step({ x: pair(1, 2) });
    const state = await session.state();
    expect(state.total?.data).toEqual(Float32Array.of(13, 26));
    await session.step({ x: pair(1, 2) });
    expect(state.total?.data).toEqual(Float32Array.of(13, 26));
    session.close();
  });
});
