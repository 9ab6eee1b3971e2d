// Light or dark: the reader's system decides, the button overrules it for this visit.

import type { JSX } from "preact";

export function ThemeButton(): JSX.Element {
  return (
    <button
      type="button"
      class="theme"
      aria-label="Light or dark"
      title="Light or dark"
      onClick={() => {
        const root = document.documentElement;
        const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
        root.dataset.theme = now === "dark" ? "light" : "dark";
      }}
    >
      <span aria-hidden="true">◐</span>
    </button>
  );
}
