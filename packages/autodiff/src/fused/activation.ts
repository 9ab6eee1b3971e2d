import { type AttributeInput, float } from "../emitter.ts";
import type { FusedContext } from "./write-out.ts";

/** Numbers of an activation in the order ONNX Runtime lists them in `activation_params`. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  Clip: ["min", "max"],
  Elu: ["alpha"],
  HardSigmoid: ["alpha", "beta"],
  HardSwish: [],
  LeakyRelu: ["alpha"],
  Mish: [],
  Relu: [],
  Selu: ["alpha", "gamma"],
  Sigmoid: [],
  Softplus: [],
  Softsign: [],
  Tanh: [],
  ThresholdedRelu: ["alpha"],
};

/** What follows a fused convolution or product. */
export interface Activation {
  readonly op: string;
  readonly parameters: ReadonlyMap<string, number>;
}

/** The activation of a fused node, `"none"`, or undefined for one that is not known. */
export function activationOf({ node }: FusedContext): Activation | "none" | undefined {
  const found = node.attributes.get("activation");
  const op = found?.kind === "string" ? found.value : "";
  if (op === "") return "none";
  const names = PARAMETERS[op];
  if (names === undefined) return undefined;
  const listed = node.attributes.get("activation_params");
  const parameters = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const own = node.attributes.get(`activation_${name}`);
    const value = own?.kind === "float" ? own.value : listed?.kind === "floats" ? listed.value[index] : undefined;
    if (value !== undefined) parameters.set(name, value);
  }
  return { op, parameters };
}

/** Attributes of the fused node that are not about its activation. */
export function plainAttributes({ node }: FusedContext): Record<string, AttributeInput> {
  return Object.fromEntries([...node.attributes].filter(([name]) => !name.startsWith("activation")));
}

/** Emits the activation of `value` as `output`. */
export function activate({ g }: FusedContext, { op, parameters }: Activation, value: string, output: string): void {
  if (op === "Clip") {
    const bounds = ["min", "max"].map((name) => parameters.get(name));
    g.node("Clip", [value, ...bounds.map((bound) => (bound === undefined ? "" : g.float32(bound)))], [output]);
    return;
  }
  g.node(op, [value], [output], Object.fromEntries([...parameters].map(([name, number]) => [name, float(number)])));
}
