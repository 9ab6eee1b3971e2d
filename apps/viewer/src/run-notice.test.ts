import { describe, expect, it } from "vitest";
import { runNotice } from "./run-notice.ts";

const partial = { done: 3, total: 12 };
const words = (html: string): string => html.replace(/<[^>]*>/g, "");

describe("runNotice", () => {
  it("says nothing of a finished run", () => {
    expect(runNotice()).toBe("");
    expect(runNotice({ command: "stillpoint bench" })).toBe("");
    expect(runNotice({ running: false, pending: [] })).toBe("");
  });

  it("tells a run that goes on from one that stopped", () => {
    const going = runNotice({ partial, running: true, pending: ["Furniture", "Sentences", "Questions"] });
    expect(words(going)).toContain("Still running: 3 of 12 jobs are measured.");
    expect(words(going)).toContain("Still to come: Furniture, Sentences and Questions.");
    expect(words(going)).toContain("reload to see more");
    const stopped = runNotice({ partial, pending: ["Furniture"] });
    expect(words(stopped)).toContain("This run stopped after 3 of 12 jobs. Not measured: Furniture.");
    expect(stopped).not.toContain("reload");
    expect(words(runNotice({ running: true }))).toContain("Still running.");
  });

  it("lets no title become markup", () => {
    expect(runNotice({ running: true, pending: ["<img src=x>"] })).not.toContain("<img");
  });
});
