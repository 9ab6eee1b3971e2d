// A runtime over workers made of nothing but their messages.

import { describe, expect, it } from "vitest";
import type { Request } from "./protocol.ts";
import { tinyModel } from "./tiny-model.ts";
import type { OpenPort, WorkerListener } from "./worker-client.ts";
import { WorkerRuntime } from "./worker-runtime.ts";

/** A worker that answers when the test says so, and what was seen of it. */
class FakeWorker {
  readonly asked: Request[] = [];
  readonly held: boolean[] = [];
  ends = 0;
  listener: WorkerListener | undefined;

  readonly open: OpenPort = (listener) => {
    this.listener = listener;
    return {
      post: (request) => this.asked.push(request),
      hold: (held) => this.held.push(held),
      ended: async () => {
        this.ends += 1;
      },
    };
  };

  answer(request: Request | undefined): void {
    this.listener?.answered({ id: request?.id ?? 0, ok: true, session: 1, outputs: {}, milliseconds: 2 });
  }
}

function runtimeOf(...workers: readonly FakeWorker[]): WorkerRuntime {
  return new WorkerRuntime({ name: "fake", provider: "cpu", ports: workers.map(({ open }) => open) });
}

const bytes = (): Uint8Array => Uint8Array.of(1);
const settled = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "done", String);

describe("WorkerRuntime", () => {
  it("gives out the worker with the fewest lanes; one given back twice counts once", () => {
    const workers = [new FakeWorker(), new FakeWorker()];
    const runtime = runtimeOf(...workers);
    const opened = (): string => {
      const lane = runtime.lane();
      const before = workers.map(({ asked }) => asked.length);
      lane.open(bytes()).catch(() => undefined);
      return workers.map(({ asked }, k) => asked.length - before[k]!).join("");
    };
    const first = runtime.lane();
    expect(opened()).toBe("01");
    first.close();
    first.close();
    expect([opened(), opened(), opened()]).toEqual(["10", "10", "01"]);
  });

  it("holds the process exactly while requests wait", async () => {
    const worker = new FakeWorker();
    const lane = runtimeOf(worker).lane();
    expect(worker.held).toEqual([false]);
    const opening = [lane.open(bytes()), lane.open(bytes())];
    expect(worker.held).toEqual([false, true]);
    worker.answer(worker.asked[0]);
    expect(worker.held).toEqual([false, true]);
    worker.answer(worker.asked[1]);
    expect(worker.held).toEqual([false, true, false]);
    await Promise.all(opening);
  });

  it("passes on what the worker says of a request, to whoever asked it", async () => {
    const worker = new FakeWorker();
    const lane = runtimeOf(worker).lane();
    const [one, other] = [lane.open(bytes()), settled(lane.open(bytes()))];
    worker.listener?.answered({ id: worker.asked[1]!.id, ok: false, message: "no such operator" });
    worker.answer(worker.asked[0]);
    expect(await other).toBe("StillpointError: ONNX Runtime: no such operator");
    const running = (await one).run({});
    expect(worker.asked[2]).toMatchObject({ kind: "run", session: 1 });
    worker.answer(worker.asked[2]);
    expect(await running).toEqual({});
  });

  it("fails what waits and what comes when a worker dies; closing then waits for no answer", async () => {
    const worker = new FakeWorker();
    const runtime = runtimeOf(worker);
    const lane = runtime.lane();
    const waiting = settled(lane.open(bytes()));
    worker.listener?.died(new Error("out of memory"));
    const died = /worker: expected an answer; got the end of its thread \(out of memory\)/;
    expect(await waiting).toMatch(died);
    expect(await settled(lane.open(bytes()))).toMatch(died);
    await runtime.close();
    expect(worker.ends).toBe(1);
  });

  it("closes once: refuses what waits at once, asks to finish, and waits for the answer and the end", async () => {
    const worker = new FakeWorker();
    const runtime = runtimeOf(worker);
    const waiting = settled(runtime.lane().open(bytes()));
    const closed: unknown[] = [];
    const closing = [runtime.close(), runtime.close()].map((one) => one.then(() => closed.push("closed")));
    expect(await waiting).toMatch(/RUNTIME|expected an open one; got one that was closed/);
    expect([worker.asked.map(({ kind }) => kind), closed, worker.ends]).toEqual([["open", "finish"], [], 0]);
    // The call that was under way ends first; nobody waits for it any longer, and the process stays.
    worker.answer(worker.asked[0]);
    expect(worker.held.at(-1)).toBe(true);
    worker.answer(worker.asked[1]);
    await Promise.all(closing);
    expect([closed, worker.ends]).toEqual([["closed", "closed"], 1]);
  });

  it("opens what several threads get wrong on one worker of a single thread, started when it is needed", async () => {
    const [threaded, single] = [new FakeWorker(), new FakeWorker()];
    let started = 0;
    const runtime = new WorkerRuntime({
      name: "fake",
      provider: "cpu",
      ports: [threaded.open],
      alone: async () => {
        started += 1;
        if (started === 1) throw new Error("no room");
        return single.open;
      },
    });
    const lane = runtime.lane();
    const opening = lane.open(tinyModel());
    threaded.answer(threaded.asked[0]);
    await opening;
    expect(started).toBe(0);
    // Nothing is known of these bytes.
    expect(await settled(lane.open(bytes()))).toBe("Error: no room");
    const others = [lane.open(bytes()), lane.open(bytes())];
    await new Promise((resolve) => setTimeout(resolve));
    expect([started, threaded.asked.length, single.asked.length]).toEqual([2, 1, 2]);
    for (const request of single.asked) single.answer(request);
    const running = (await others[0]!).run({});
    expect(single.asked[2]).toMatchObject({ kind: "run" });
    single.answer(single.asked[2]);
    await running;
    expect(runtime.runMilliseconds).toBe(8);
    const closing = runtime.close();
    await new Promise((resolve) => setTimeout(resolve));
    for (const worker of [threaded, single]) worker.answer(worker.asked.at(-1));
    await closing;
    expect([threaded.ends, single.ends]).toEqual([1, 1]);
  });

  it("says once that a worker died, with the remedy it was given, and nothing after it was closed", async () => {
    const workers = [new FakeWorker(), new FakeWorker()];
    const told: string[] = [];
    const runtime = new WorkerRuntime({
      name: "fake",
      provider: "cpu",
      ports: workers.map(({ open }) => open),
      remedy: "open another",
      died: ({ message }) => told.push(message),
    });
    for (const reason of ["first", "second"]) workers[0]?.listener?.died(new Error(reason));
    expect(told).toEqual(["worker: expected an answer; got the end of its thread (first); open another"]);
    const closing = runtime.close();
    workers[1]?.listener?.died(new Error("late"));
    await closing;
    expect(told).toHaveLength(1);
  });
});
