import { describe, expect, it } from "vitest";
import { awaitEntry, readEntry } from "./entry-fault.ts";
import { type ErrorCode, StillpointError } from "./errors.ts";

const failing = (code: ErrorCode) => (): number => {
  throw new StillpointError(code, "line 2: expected a label; got none; mend the line");
};

describe("an entry", () => {
  it("that can be read is a list of one", async () => {
    expect(readEntry(() => 7, undefined)).toEqual([7]);
    expect(await awaitEntry(async () => undefined, undefined)).toEqual([undefined]);
  });

  it.each(["INPUT", "SHAPE", "RANGE", "NOT_FINITE", "DEGENERATE"] as const)(
    "that is bad (%s) is left out and told, or thrown where nobody hears",
    async (code) => {
      const faults: StillpointError[] = [];
      const hear = (fault: StillpointError): void => void faults.push(fault);
      expect(readEntry(failing(code), hear)).toEqual([]);
      expect(await awaitEntry(async () => failing(code)(), hear)).toEqual([]);
      expect(faults.map((fault) => fault.code)).toEqual([code, code]);
      expect(() => readEntry(failing(code), undefined)).toThrow(/^line 2/);
      await expect(awaitEntry(async () => failing(code)(), undefined)).rejects.toThrow(/^line 2/);
    },
  );

  it("is not what a wrong request, a network or a bug is", () => {
    const hear = (): void => undefined;
    for (const code of ["USAGE", "MODEL", "STORAGE", "INTERRUPTED"] as const)
      expect(() => readEntry(failing(code), hear)).toThrow(StillpointError);
    const bug = (): number => {
      throw new TypeError("bug");
    };
    expect(() => readEntry(bug, hear)).toThrow("bug");
  });
});
