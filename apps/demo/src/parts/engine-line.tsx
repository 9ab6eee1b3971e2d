// What networks run on, in one line.

import type { JSX } from "preact";
import type { EngineState } from "../lab/protocol.ts";
import { Alert } from "./alert.tsx";

export interface EngineLineProps {
  readonly engine: EngineState | undefined;
  readonly failure: string | undefined;
  onRestart(): void;
}

export function EngineLine({ engine, failure, onRestart }: EngineLineProps): JSX.Element {
  if (failure !== undefined) {
    return (
      <Alert>
        {failure}{" "}
        <button type="button" onClick={onRestart}>
          Start again
        </button>
      </Alert>
    );
  }
  if (engine === undefined) return <p class="engine">The engine is starting.</p>;
  const { name, lanes, threads, notes } = engine;
  const each = threads > 1 ? `${threads} threads each` : "one thread each";
  return (
    <details class="engine">
      <summary>
        Runs on {name}: {lanes} {lanes === 1 ? "network" : "networks"} at a time, {each}
      </summary>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </details>
  );
}
