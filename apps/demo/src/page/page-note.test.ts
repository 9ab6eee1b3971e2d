import { expect, it } from "vitest";
import { pageNote } from "./page-note.ts";

it.each([
  ["25 % are clutter; --clutter changes the share, --masks brings your own", "25 % are clutter"],
  ["1 shape, as large as its file says, as --scale none asks", "1 shape, as large as its file says"],
  [
    "pixels normalised with mean 0; --mean and --std change that",
    "pixels normalised with mean 0; the choice beside changes that",
  ],
  [
    "regions of the points read from regions; no clutter added",
    "Which points are the object and which are background comes with the shape.",
  ],
  [
    "noise is added to /embed/Gather_output_0, 24 tokens a text",
    "Noise is added to the vectors that stand for the words (tensor /embed/Gather_output_0); a text may have 24 tokens, which are words or pieces of words.",
  ],
  [
    "1 of 1 pictures stretched to the network's 48x48",
    "The picture is stretched to 48x48 pixels, which the network takes.",
  ],
  [
    "Foreground are the words that the annotation file marks; all other words are background.",
    "Foreground are the words that are marked (underlined); all other words are background.",
  ],
  [
    "1 of 1 samples have no foreground: their foreground numbers are not defined",
    "Nothing in it counts as foreground.",
  ],
  ["3 of 4 pictures stretched to the network's 8x8", "3 of 4 pictures stretched to the network's 8x8"],
])("says %j in the page's words", (note, words) => {
  expect(pageNote(note)).toBe(words);
});
