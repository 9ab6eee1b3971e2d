// Classes of a benchmark's samples beside its data, as a user would bring them.

import type { Store } from "@stillpoint/experiment";

/** Writes `labels.csv` into the data's folder, a file and its class on each line, and tells its name in the store. */
export async function writeLabels(
  store: Store,
  base: string,
  samples: readonly { readonly name: string; readonly label: string }[],
): Promise<string> {
  const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = samples.map(({ name, label }) => `${cell(name)},${cell(label)}\n`);
  const file = `${base}/labels.csv`;
  await store.write(file, `file,label\n${lines.join("")}`);
  return file;
}
