import { describe, expect, it } from "vitest";
import { run } from "../../fixtures/command.ts";
import { CONFIG_OPTIONS, configJsonSchema, meaningOf, NETWORK_OPTIONS } from "./config-schema.ts";

describe("stillpoint.schema.json", () => {
  // `pnpm exec vitest run packages/cli/src/analyze/config-schema.test.ts -u` writes it.
  it("is the schema of a config", async () => {
    await expect(configJsonSchema()).toMatchFileSnapshot("../../stillpoint.schema.json");
  });

  it("says of every option what it means, and refuses unknown ones", () => {
    const schema = JSON.parse(configJsonSchema());
    expect(Object.keys(schema.properties).sort()).toEqual([...CONFIG_OPTIONS].sort());
    for (const option of CONFIG_OPTIONS) expect(meaningOf(option), option).toMatch(/\w{3}/);
    const entry = schema.properties.networks.items;
    for (const option of NETWORK_OPTIONS) expect(entry.properties[option].description, option).toMatch(/\w{3}/);
    expect([schema.additionalProperties, entry.additionalProperties]).toEqual([false, false]);
    expect(schema.required).toEqual(["modality", "data", "layer"]);
  });
});

describe("stillpoint analyze", () => {
  it("takes every option of a config as a flag, and no other", async () => {
    const { out } = await run("analyze", "--help");
    const flags = [...out.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name = ""]) => name.replace(/^no-/, ""));
    const written = CONFIG_OPTIONS.filter((option) => !["$schema", "task", "networks"].includes(option));
    expect(flags.filter((flag) => flag !== "help").sort()).toEqual(written.sort());
  });
});
