// What people call the columns of a table.

/** A file of a sample. */
export const FILE_HEADINGS: ReadonlySet<string> = new Set([
  "file",
  "filename",
  "file_name",
  "path",
  "image",
  "id",
  "name",
  "sample",
]);

/** The class of a sample. */
export const LABEL_HEADINGS: ReadonlySet<string> = new Set([
  "label",
  "class",
  "category",
  "target",
  "class_name",
  "label_name",
]);

export const GROUP_HEADINGS: ReadonlySet<string> = new Set(["group"]);

/** A text to be measured. */
export const TEXT_HEADINGS: ReadonlySet<string> = new Set([
  "text",
  "sentence",
  "review",
  "review_text",
  "comment",
  "content",
  "tweet",
]);

/** A file with the object of a picture or the regions of a shape. */
export const MASK_HEADINGS: ReadonlySet<string> = new Set(["mask", "regions", "annotation"]);

/** A column of the masks of a named part. */
export const PART_HEADING: RegExp = /^part:\s*(.+)$/i;
