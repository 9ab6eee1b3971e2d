// A PyTorch script that waits between repeats, so that its repeats can be interleaved with ours.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));

type Said = Readonly<Record<string, unknown>>;

/** A running script. Close it when done. */
export class Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = "";
  /** What the script said about itself when it was ready. */
  about: Said = {};

  private constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null) throw new Error("peer: expected a piped process; got none");
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr?.on("data", (chunk) => {
      this.#errors += String(chunk);
    });
  }

  /** Starts a script and waits until it is warm. Throws with the last line of its error output. */
  static async start(python: string, script: string, args: readonly string[]): Promise<Peer> {
    const peer = new Peer(spawn(python, [script, ...args], { cwd: folder, stdio: "pipe" }));
    peer.about = await peer.#read();
    return peer;
  }

  /** One repeat: milliseconds per unit of work, by the script's own clock. */
  async repeat(): Promise<number> {
    this.#child.stdin?.write("go\n");
    const { millisecondsEach } = await this.#read();
    if (typeof millisecondsEach !== "number") throw new Error("peer: expected millisecondsEach; got another line");
    return millisecondsEach;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    await closed;
  }

  async #read(): Promise<Said> {
    const next = await this.#lines.next();
    if (next.done) throw new Error(`peer ended: ${this.#errors.trim().split("\n").at(-1) ?? "no message"}`);
    return record(JSON.parse(next.value));
  }
}

function record(value: unknown): Said {
  if (typeof value !== "object" || value === null) throw new Error("peer: expected a JSON object per line");
  return Object.fromEntries(Object.entries(value));
}
