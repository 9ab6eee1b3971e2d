// What a command gets from the outside world: where to write, the clock, and the wish to stop.

import { checkRuns, type Runtime } from "@stillpoint/onnx";
import { leave, type NodeRuntime, nodeRuntime, type Provider } from "@stillpoint/onnx/node";
import { ExitCode } from "./failure.ts";
import { Progress, type ProgressStyle } from "./terminal/progress.ts";

/** Streams, clock and signals of one invocation. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly columns: number;
  out(text: string): void;
  error(text: string): void;
  now(): number;
}

export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface RuntimeOptions {
  readonly workers?: number | undefined;
  readonly provider?: Provider | undefined;
}

/** Providers that compute on something else than the processor: the device may be missing, and results may differ. */
const DEVICES: ReadonlySet<string> = new Set(["cuda", "webgpu", "coreml", "dml"]);

/** ONNX Runtime in worker threads, on what the user chose. Throws `RUNTIME` for a provider or a device that is not there. */
export async function openRuntime({ workers, provider }: RuntimeOptions): Promise<NodeRuntime> {
  const runtime = nodeRuntime({
    ...(workers === undefined ? {} : { workers }),
    ...(provider === undefined ? {} : { provider }),
  });
  if (!DEVICES.has(provider ?? "cpu")) return runtime;
  try {
    await checkRuns(runtime);
    return runtime;
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** The processor, to hold another provider against; undefined where nothing needs it. */
export function openReference({ provider = "cpu" }: RuntimeOptions): NodeRuntime | undefined {
  return DEVICES.has(provider) ? nodeRuntime({ workers: 1, provider: "cpu" }) : undefined;
}

/** The progress of a command: a bar on a terminal, lines elsewhere, events with `--json`, nothing with `--quiet`. */
export function openProgress(terminal: Terminal, options: OutputOptions): Progress {
  return new Progress({
    style: styleOf(terminal, options),
    columns: terminal.columns,
    // Events are the output; everything else is talk and goes to the error stream.
    write: (text) => (options.json ? terminal.out(text) : terminal.error(text)),
    now: () => terminal.now(),
  });
}

function styleOf(terminal: Terminal, options: OutputOptions): ProgressStyle {
  if (options.json) return "json";
  if (options.quiet) return "quiet";
  return terminal.isTerminal ? "bar" : "lines";
}

/**
 * A signal that fires on the first Ctrl-C; a second one ends the process as soon as the runtimes can be left. Use it with
 * `using`.
 */
export function interruptSignal(
  terminal: Terminal,
  runtimes: readonly Runtime[],
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      void leave(ExitCode.interrupted, runtimes);
      return;
    }
    terminal.error(
      "\nstopping: finishing the jobs under way and writing what is there (Ctrl-C again to quit at once)\n",
    );
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
