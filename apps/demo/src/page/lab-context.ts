// The one lab of the page, for every component.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { EngineState } from "../lab/protocol.ts";
import type { LabClient } from "./lab-client.ts";

export interface PageLab {
  readonly client: LabClient;
  /** Undefined until it is up. */
  readonly engine: EngineState | undefined;
}

export const LabContext: ReturnType<typeof createContext<PageLab | undefined>> = createContext<PageLab | undefined>(
  undefined,
);

/** The lab; components are shown only inside one. */
export function useLab(): PageLab {
  const lab = useContext(LabContext);
  if (lab === undefined) throw new Error("no lab around this component");
  return lab;
}
