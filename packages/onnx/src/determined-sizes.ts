// Sizes computed by operators that only a runtime knows: run once, then constants.

import {
  type DeterminedValues,
  determined,
  ElementType,
  type Model,
  type Shapes,
  withDetermined,
} from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { openSession } from "./open-session.ts";
import { REFUSED } from "./protocol.ts";
import type { Runtime } from "./runtime.ts";

const TYPES: ReadonlyMap<Tensor["type"], number> = new Map([
  ["int64", ElementType.INT64],
  ["int32", ElementType.INT32],
  ["bool", ElementType.BOOL],
]);

/**
 * The model with constants for integers and booleans that follow from constants and fixed sizes alone; `model` itself
 * where there are none, or they are of types that cannot be read. Throws `StillpointError RUNTIME`.
 */
export async function determineSizes(model: Model, shapes: Shapes, runtime: Runtime): Promise<Model> {
  const part = determined(model, shapes);
  if (part === undefined) return model;
  const lane = runtime.lane();
  try {
    const session = await openSession(lane, part.model, { optimised: false });
    try {
      const outputs = await session.run({});
      const values = part.names.flatMap((name): [string, DeterminedValues][] => {
        const { type, shape, data } = outputs[name] ?? { type: "float32", shape: [], data: new Float32Array() };
        const elementType = TYPES.get(type);
        return elementType === undefined ? [] : [[name, { elementType, dims: shape, data }]];
      });
      return withDetermined(model, new Map(values));
    } finally {
      await session.close();
    }
  } catch (cause) {
    // What cannot be run apart stays as it is; the rule that needs it says so.
    if (cause instanceof StillpointError && cause.message.startsWith(REFUSED)) return model;
    throw cause;
  } finally {
    lane.close();
  }
}
