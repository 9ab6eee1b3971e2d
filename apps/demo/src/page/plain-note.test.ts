import { expect, it } from "vitest";
import { plainNote } from "./plain-note.ts";

it("leaves out what only the command has", () => {
  expect(plainNote("25 % are clutter; --clutter changes the share, --masks brings your own")).toBe("25 % are clutter");
  expect(plainNote("1 shape, as large as its file says, as --scale none asks")).toBe(
    "1 shape, as large as its file says",
  );
  expect(plainNote("regions read from regions; no clutter added")).toBe("regions read from regions; no clutter added");
});
