// Colours of what is printed.

/** The colours of a light page, as its style sheet has them: paper is white whatever the theme. */
export const PAPER: Readonly<Record<string, string>> = {
  "--ink": "#1f2329",
  "--ring": "#1f2329",
  "--faint": "#efece6",
  "--scratch": "#ad550d",
};
