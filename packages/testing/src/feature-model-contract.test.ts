import { ensure, type FeatureModel, type Layer, type Tensor } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { checkFeatureModel } from "./feature-model-contract.ts";
import { multiply } from "./linear-layer.ts";
import type { ModelSample } from "./model-sample.ts";
import { quadraticLayer } from "./quadratic-layer.ts";
import { normalNumbers } from "./synthetic-matrix.ts";

const [FEATURES, SIZE] = [4, 6];
const matrix = (purpose: string) => ({
  rows: FEATURES,
  columns: SIZE,
  data: normalNumbers(FEATURES * SIZE, 1, purpose),
});
const [linear, quadratic] = [matrix("linear"), matrix("quadratic")];

const sampleOf = (seed: number): ModelSample => {
  const x0 = Float32Array.from(normalNumbers(SIZE, seed, "sample"));
  const x: Tensor = { type: "float32", shape: [1, 2, 3], data: x0 };
  return { inputs: { x }, x0, shape: [2, 3], features: new Float32Array(FEATURES) };
};
const samples = [sampleOf(1), sampleOf(2)];

function honest(inputs: ModelSample["inputs"]): Layer {
  const data = inputs.x?.data;
  ensure(data instanceof Float32Array, "INPUT", () => "input x: expected floats; got none; pass it");
  return quadraticLayer(linear, quadratic, data, [2, 3]);
}

function modelOf(spoil: (layer: Layer, inputs: ModelSample["inputs"]) => Layer, id = "made up"): FeatureModel {
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
  };
  const bind: FeatureModel["bind"] = async (inputs) => {
    ensure(!closed, "MODEL", () => `${id}: expected an open model; got a closed one; bind before closing`);
    return spoil(honest(inputs), inputs);
  };
  return { id, bind, close, [Symbol.asyncDispose]: close };
}

const check = (spoil: (layer: Layer, inputs: ModelSample["inputs"]) => Layer): Promise<void> =>
  checkFeatureModel(modelOf(spoil), samples);

const expectBroken = async (spoil: Parameters<typeof check>[0], message: RegExp): Promise<void> => {
  await expect(check(spoil)).rejects.toThrow(message);
  await expect(check(spoil)).rejects.toThrow(expect.objectContaining({ code: "MODEL" }));
};

describe("checkFeatureModel", () => {
  it("accepts a model that keeps its promises", () => check((layer) => layer));

  it("needs a sample", () =>
    expect(
      checkFeatureModel(
        modelOf((layer) => layer),
        [],
      ),
    ).rejects.toThrow(expect.objectContaining({ code: "USAGE" })));

  it("catches a model without a name", () =>
    expect(
      checkFeatureModel(
        modelOf((layer) => layer, ""),
        samples,
      ),
    ).rejects.toThrow(/id: expected a name/));

  it("catches another x0, another shape and other features", async () => {
    await expectBroken(
      (layer) => ({ ...layer, x0: layer.x0.map((x) => x + 1e-6) }),
      /sample 0: expected x0 to be the in/,
    );
    await expectBroken((layer) => ({ ...layer, shape: [3, 2] }), /expected shape \[2,3\]; got \[3,2\]/);
    await expectBroken((layer) => ({ ...layer, featureSize: 5 }), /expected 5 features.*got 4/);
    await expectBroken(
      (layer) => ({ ...layer, features: async (x, batch) => (await layer.features(x, batch)).map((f) => f + 1) }),
      /the features known for the sample/,
    );
    await expectBroken(
      (layer) => ({ ...layer, features: async (_, batch) => new Float32Array(batch * FEATURES).fill(Number.NaN) }),
      /finite features; got NaN at 0/,
    );
  });

  it("catches copies that change each other", () =>
    expectBroken(
      (layer) => ({
        ...layer,
        features: async (x, batch) => (await layer.features(x, batch)).map((f) => f + (batch - 1) * 0.01),
      }),
      /features of a batch as copy by copy/,
    ));

  it("catches a gradient with the factor two of the square, and a change that is a mean", async () => {
    const residual =
      (layer: Layer, gain: readonly [change: number, gradient: number]): Layer["residual"] =>
      async (x, target, batch) => {
        const { change, gradient } = await layer.residual(x, target, batch);
        return { change: change.map((c) => gain[0] * c), gradient: gradient.map((g) => gain[1] * g) };
      };
    await expectBroken((layer) => ({ ...layer, residual: residual(layer, [1, 2]) }), /gradient to be the vjp of f/);
    await expectBroken((layer) => ({ ...layer, residual: residual(layer, [1 / FEATURES, 1]) }), /change to be the sq/);
  });

  it("catches a vjp that is not linear, and one that is linear but wrong", async () => {
    await expectBroken((layer) => {
      const vjp: Layer["vjp"] = async (x, v, batch) => (await layer.vjp(x, v, batch)).map(Math.abs);
      const residual: Layer["residual"] = async (x, t, batch) => {
        const { change, gradient } = await layer.residual(x, t, batch);
        return { change, gradient: gradient.map(Math.abs) };
      };
      return { ...layer, vjp, residual };
    }, /vjp linear in the cotangent/);
    await expectBroken((layer) => {
      const wrong = (values: Float32Array) => values.map((value, p) => (p % SIZE === 0 ? 1.3 : 1) * value);
      return {
        ...layer,
        vjp: async (x, v, batch) => wrong(await layer.vjp(x, v, batch)),
        residual: async (x, t, batch) => {
          const { change, gradient } = await layer.residual(x, t, batch);
          return { change, gradient: wrong(gradient) };
        },
      };
    }, /vjp to agree with central differences/);
  });

  it("catches a shared x that is taken for something else", () =>
    expectBroken(
      (layer) => ({
        ...layer,
        vjp: (x, v, batch) => layer.vjp(x.length === SIZE && batch > 1 ? layer.x0 : x, v, batch),
      }),
      /vjp at a shared x/,
    ));

  it("catches changed and detached arrays, and results that are not the caller's", async () => {
    await expectBroken(
      (layer) => ({ ...layer, features: (x, batch) => layer.features(x.fill(0), batch) }),
      /arrays passed to features unchanged/,
    );
    await expectBroken((layer) => {
      const vjp: Layer["vjp"] = async (x, v, batch) => {
        const back = await layer.vjp(x, v, batch);
        if (v.buffer instanceof ArrayBuffer) structuredClone(v, { transfer: [v.buffer] });
        return back;
      };
      return { ...layer, vjp };
    }, /arrays passed to vjp unchanged/);
    const scratch = new Map<number, Float32Array>();
    await expectBroken((layer) => {
      const features: Layer["features"] = async (x, batch) => {
        const result = scratch.get(batch) ?? new Float32Array(batch * FEATURES);
        scratch.set(batch, result);
        result.set(await layer.features(x, batch));
        return result;
      };
      return { ...layer, features };
    }, /results left alone by later calls/);
    await expectBroken((layer) => ({ ...layer, vjp: async (x) => x }), /results in memory of their own/);
  });

  it("catches inputs that bind changes, and layers that share a state", async () => {
    const spoiled = samples.map(({ inputs, ...rest }) => ({
      ...rest,
      inputs: { ...inputs, side: { type: "int32", shape: [1], data: Int32Array.of(7) } as const },
    }));
    const changing = modelOf((layer, inputs) => {
      if (inputs.side?.data instanceof Int32Array) inputs.side.data.fill(0);
      return layer;
    });
    await expect(checkFeatureModel(changing, spoiled)).rejects.toThrow(/bind: expected inputs unchanged/);
    const newest = new Map<ModelSample["inputs"], Layer>();
    await expectBroken((layer, inputs) => {
      newest.set(inputs, layer);
      const features: Layer["features"] = async (x, batch) =>
        (await layer.features(x, batch)).map((f) => (newest.get(inputs) === layer ? f : Number.NaN));
      return { ...layer, features };
    }, /works on when its sample is bound again/);
  });

  it("catches calls in flight that mix", () => {
    let flying = 0;
    return expectBroken((layer) => {
      const features: Layer["features"] = async (x, batch) => {
        flying++;
        try {
          return (await layer.features(x, batch)).map((f) => f + (flying > 1 ? 1 : 0));
        } finally {
          flying--;
        }
      };
      return { ...layer, features };
    }, /calls in flight together not to mix/);
  });

  it("catches arrays of a wrong size that are answered, and a bind without inputs", async () => {
    const answer: Layer["features"] = async (x, batch) => {
      const out = new Float32Array(batch * FEATURES);
      for (let k = 0; k < batch; k++)
        out.set(
          multiply(linear, x.subarray(k * SIZE)).map((f) => f || 0),
          k * FEATURES,
        );
      return out;
    };
    const known = samples.map(({ features: _, ...rest }) => rest);
    const lax = modelOf((layer) => ({ ...layer, features: answer }));
    await expect(checkFeatureModel(lax, known)).rejects.toThrow(/features of a short x to be refused/);
    const willing: FeatureModel = {
      ...modelOf((layer) => layer),
      bind: async (inputs) => honest({ ...samples[0]!.inputs, ...inputs }),
    };
    await expect(checkFeatureModel(willing, samples)).rejects.toThrow(/no inputs at all to be refused/);
  });

  it("catches a model that binds after it was closed, and one that cannot be closed twice", async () => {
    const open = modelOf((layer) => layer);
    const close = async (): Promise<void> => undefined;
    await expect(checkFeatureModel({ ...open, close, [Symbol.asyncDispose]: close }, samples)).rejects.toThrow(
      /close: expected a sample after closing to be refused/,
    );
    const once = modelOf((layer) => layer);
    const again = (): Promise<void> => Promise.reject(new Error("closed"));
    await expect(checkFeatureModel({ ...once, [Symbol.asyncDispose]: again }, samples)).rejects.toThrow(
      /close: expected closing again to do nothing; got Error: closed/,
    );
  });
});
