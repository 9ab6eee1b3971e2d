// The page: which view is shown follows from the address.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { EngineState } from "../lab/protocol.ts";
import { LabClient } from "./lab-client.ts";

export function App(): JSX.Element {
  const [state, setState] = useState<EngineState | string>();
  useEffect(() => {
    const lab = new LabClient();
    Object.assign(globalThis, { lab });
    lab.call("start", { provider: "auto" }).then(setState, (error: Error) => setState(error.message));
    return () => lab.close();
  }, []);
  return <main>{typeof state === "string" ? state : (state?.name ?? "starting")}</main>;
}
