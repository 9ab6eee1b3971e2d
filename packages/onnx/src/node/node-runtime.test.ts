import { availableParallelism } from "node:os";
import { ElementType, Emitter, encodeTensor, type Model, writeModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { nextState, TrainingSession } from "../training-session.ts";
import { nodeRuntime } from "./node-runtime.ts";

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

describe("nodeRuntime", () => {
  it("answers with ONNX Runtime's message when a model cannot be opened", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    await expect(runtime.lane().open(Uint8Array.of(1, 2, 3))).rejects.toThrow(/ONNX Runtime/);
  });

  it("spreads lanes over its workers and takes them back", async () => {
    await using runtime = nodeRuntime({ workers: 2 });
    const lanes = [runtime.lane(), runtime.lane()];
    const sessions = await Promise.all(lanes.map((lane) => lane.open(writeModel(counter()))));
    const results = await Promise.all(sessions.map((session) => session.run({ total: pair(1, 2), x: pair(0, 0) })));
    for (const { negative } of results) expect(negative?.data).toEqual(Float32Array.of(-1, -2));
    for (const session of sessions) session.close();
    for (const lane of lanes) lane.close();
  });

  it("refuses work after it was closed instead of hanging", async () => {
    const runtime = nodeRuntime({ workers: 1 });
    const lane = runtime.lane();
    const session = await lane.open(writeModel(counter()));
    await runtime.close();
    const closed = { code: "RUNTIME", message: expect.stringMatching(/expected an open one; got one that was closed/) };
    await expect(session.run({ total: pair(1, 2), x: pair(0, 0) })).rejects.toMatchObject(closed);
    await expect(session.state()).rejects.toMatchObject(closed);
    await expect(lane.open(writeModel(counter()))).rejects.toMatchObject(closed);
    await expect(runtime.lane().open(writeModel(counter()))).rejects.toMatchObject(closed);
    await session.close();
  });

  it("refuses what waits when it is closed, and closes once however often it is asked", async () => {
    const runtime = nodeRuntime({ workers: 1 });
    const opening = runtime.lane().open(writeModel(counter()));
    const closing = [runtime.close(), runtime.close(), runtime[Symbol.asyncDispose]()];
    await expect(opening).rejects.toMatchObject({ code: "RUNTIME" });
    await Promise.all(closing);
    await runtime.close();
  });

  it("closes a session after the runs asked for before, and twice like once", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const session = await runtime.lane().open(writeModel(counter()));
    const running = session.run({ total: pair(1, 2), x: pair(0, 0) });
    await Promise.all([session.close(), session.close()]);
    expect((await running).negative?.data).toEqual(Float32Array.of(-1, -2));
    await expect(session.run({ total: pair(1, 2), x: pair(0, 0) })).rejects.toThrow(
      /ONNX Runtime: session 1 is closed/,
    );
  });

  it("moves what it is given, and copies a model that is part of a larger buffer", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const lane = runtime.lane();
    const whole = writeModel(counter()).slice();
    const part = new Uint8Array(whole.length + 8).subarray(4, whole.length + 4);
    part.set(whole);
    await lane.open(part);
    expect(part.length).toBe(whole.length);
    const session = await lane.open(whole);
    expect(whole.length).toBe(0);
    const feeds = { total: pair(1, 2), x: pair(0, 0) };
    await session.run(feeds);
    expect([feeds.total.data.length, feeds.x.data.length]).toEqual([0, 0]);
  });

  it("has a lane for every worker and a name for reports", async () => {
    await using runtime = nodeRuntime({ workers: 3 });
    expect(runtime.lanes).toBe(3);
    expect(runtime.name).toMatch(/^onnxruntime-node \d+\.\d+\.\d+, cpu$/);
    await using one = nodeRuntime();
    expect(one.lanes).toBe(availableParallelism());
    expect(() => nodeRuntime({ workers: 0 })).toThrow(/workers: expected an integer >= 1; got 0/);
  });

  it("says what there is instead of a provider that is missing, before a thread starts", () => {
    const provider = process.platform === "darwin" ? "dml" : "coreml";
    expect(() => nodeRuntime({ provider })).toThrow(
      new RegExp(
        `provider ${provider}: expected one that is installed; got cpu.*; \\w+ is part of onnxruntime-node for`,
      ),
    );
  });

  it("counts the time inside ONNX Runtime", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const session = await runtime.lane().open(writeModel(counter()));
    expect(runtime.runMilliseconds).toBe(0);
    await session.run({ total: pair(1, 2), x: pair(0, 0) });
    expect(runtime.runMilliseconds).toBeGreaterThan(0);
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
    await using runtime = nodeRuntime({ workers: 1 });
    const session = await runtime.lane().open(writeModel(model));
    for (let run = 0; run < 100; run += 1) {
      const { y } = await session.run({ x: { type: "float32", shape: [updates, width], data: values.slice() } });
      expect(y?.data).toEqual(expected);
    }
  });
});

describe("TrainingSession", () => {
  it("feeds state outputs back as inputs and hands out copies", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const graph = { bytes: writeModel(counter()), state: { total: pair(10, 20) } };
    const session = await TrainingSession.open(graph, runtime);
    for (let step = 0; step < 3; step += 1) await session.step({ x: pair(1, 2) });
    const state = await session.state();
    expect(state.total?.data).toEqual(Float32Array.of(13, 26));
    await session.step({ x: pair(1, 2) });
    expect(state.total?.data).toEqual(Float32Array.of(13, 26));
    await session.close();
    await session.close();
  });
});
