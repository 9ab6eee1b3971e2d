import { describe, expect, it } from "vitest";
import { type Address, readAddress, writeAddress } from "./address.ts";

describe("an address", () => {
  it("reads back as it was written, whatever the sample is called", () => {
    const samples = ["cat-3", "held-out/whale 3", "100 % #1?", "שלום", "a\u0301", "/", "..", "%"];
    const addresses = samples.flatMap((sample): Address[] => [
      { anchor: "task-image-a-fc1", sample },
      { anchor: "task-image-a-fc1", sample, step: 0 },
      { anchor: "task-image-a-fc1", sample, step: 1500 },
      { anchor: "task-image-a-fc1", sample, step: 0, seed: 3, order: "-part", find: sample },
    ]);
    for (const address of [{ anchor: "glance" }, { anchor: "" }, ...addresses]) {
      expect(readAddress(writeAddress(address))).toEqual(address);
      expect(writeAddress(address)).not.toMatch(/[\s"<>]/);
    }
  });

  it("leaves out what nobody wrote", () => {
    expect(readAddress("")).toEqual({ anchor: "" });
    expect(readAddress("#task-a/cat/soon")).toEqual({ anchor: "task-a", sample: "cat" });
    expect(readAddress("#task-a//4")).toEqual({ anchor: "task-a", step: 4 });
    expect(readAddress("#50%")).toEqual({ anchor: "50%" });
    expect(readAddress("#task-a/cat/4?seed=-1&sort=prettiest&find=")).toEqual({
      anchor: "task-a",
      sample: "cat",
      step: 4,
    });
  });
});
