// AlexNet, VGG-16 and ResNet-18 up to the analysed layer, for machines without Python; random weights.

import { ElementType, Emitter, encodeTensor, type Initializer, writeModel } from "@stillpoint/autodiff";
import type { Classic } from "./classic.ts";

/** The body of a classic as ONNX: `image` `[b, 3, 224, 224]` to `features`, He-scaled uniform weights. */
export function fullWidth(name: Classic): Uint8Array {
  const body = new Body();
  const last = name === "alexnet" ? alexnet(body) : name === "vgg16" ? vgg16(body) : resnet18(body);
  return body.bytes(name, last);
}

function alexnet(body: Body): { tensor: string; size: number } {
  let x = body.relu(body.conv("image", 3, 64, { kernel: 11, stride: 4, pad: 2 }));
  x = body.relu(body.conv(body.pool(x, 3, 2), 64, 192, { kernel: 5, stride: 1, pad: 2 }));
  x = body.relu(body.conv(body.pool(x, 3, 2), 192, 384));
  x = body.relu(body.conv(x, 384, 256));
  x = body.relu(body.conv(x, 256, 256));
  return { tensor: body.linear(body.pool(x, 3, 2), 9216, 4096), size: 4096 };
}

function vgg16(body: Body): { tensor: string; size: number } {
  let x = "image";
  let channels = 3;
  for (const widths of [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ]) {
    for (const width of widths) {
      x = body.relu(body.conv(x, channels, width));
      channels = width;
    }
    x = body.pool(x, 2, 2);
  }
  return { tensor: body.linear(x, 25088, 4096), size: 4096 };
}

// BatchNormalization is folded into the convolutions, as PyTorch's exporters do.
function resnet18(body: Body): { tensor: string; size: number } {
  let x = body.pool(body.relu(body.conv("image", 3, 64, { kernel: 7, stride: 2, pad: 3 })), 3, 2, 1);
  let channels = 64;
  for (const width of [64, 64, 128, 128, 256, 256, 512, 512]) {
    const stride = width === channels ? 1 : 2;
    const inner = body.relu(body.conv(x, channels, width, { kernel: 3, stride, pad: 1 }));
    const shortcut = stride === 1 ? x : body.conv(x, channels, width, { kernel: 1, stride, pad: 0 });
    x = body.relu(body.g.op("Add", [body.conv(inner, width, width), shortcut]));
    channels = width;
  }
  return { tensor: body.g.op("Flatten", [body.g.op("GlobalAveragePool", [x])], { axis: 1 }), size: 512 };
}

interface Kernel {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
}

class Body {
  readonly g: Emitter = new Emitter("body/");
  readonly #weights: Map<string, Initializer> = new Map();
  #state = 1;

  conv(x: string, channels: number, width: number, form: Kernel = { kernel: 3, stride: 1, pad: 1 }): string {
    const { kernel, stride, pad } = form;
    const weight = this.#weight([width, channels, kernel, kernel], channels * kernel * kernel);
    return this.g.op("Conv", [x, weight, this.#weight([width], 1000)], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  relu(x: string): string {
    return this.g.op("Relu", [x]);
  }

  pool(x: string, kernel: number, stride: number, pad = 0): string {
    return this.g.op("MaxPool", [x], {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  }

  linear(x: string, from: number, to: number): string {
    const inputs = [this.g.op("Flatten", [x], { axis: 1 }), this.#weight([to, from], from), this.#weight([to], 1000)];
    return this.g.op("Gemm", inputs, { transB: 1 });
  }

  bytes(name: string, last: { tensor: string; size: number }): Uint8Array {
    this.g.node("Identity", [last.tensor], ["features"]);
    return writeModel({
      irVersion: 8,
      opsets: new Map([["", 18]]),
      producer: "stillpoint",
      metadata: new Map(),
      graph: {
        name,
        nodes: this.g.nodes,
        initializers: new Map([...this.#weights, ...this.g.constants]),
        inputs: [{ name: "image", elementType: ElementType.FLOAT, dims: ["batch", 3, 224, 224] }],
        outputs: [{ name: "features", elementType: ElementType.FLOAT, dims: ["batch", last.size] }],
        declared: new Map(),
      },
    });
  }

  /** Uniform with variance 2 / fanIn. */
  #weight(dims: readonly number[], fanIn: number): string {
    const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
    const range = 2 * Math.sqrt(6 / fanIn);
    for (let i = 0; i < data.length; i += 1) {
      this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
      data[i] = (this.#state / 2 ** 32 - 0.5) * range;
    }
    const name = this.g.fresh("weight");
    this.#weights.set(name, encodeTensor(name, ElementType.FLOAT, dims, data));
    return name;
  }
}
