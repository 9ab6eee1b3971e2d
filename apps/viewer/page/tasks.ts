// One task at a time: the address says which, a report of one task shows it beside the overview.

import { readAddress } from "../src/address.ts";
import { isReload } from "./reload.ts";

const AT_MOST_TOGETHER = 1;
const TITLE = "Stillpoint report";

/** Shows the overview or the task of the address, and calls `opened` with every section when it is first shown. */
export function startTasks(page: HTMLElement, opened: (section: HTMLElement) => void): void {
  const sections = [...page.querySelectorAll<HTMLElement>("section.task")];
  const waiting = new Set(sections);
  const open = (section: HTMLElement): void => {
    if (waiting.delete(section)) opened(section);
  };
  if (sections.length <= AT_MOST_TOGETHER) {
    sections.forEach(open);
    return;
  }
  let shown: HTMLElement | undefined;
  const show = (jump: boolean): void => {
    const { anchor } = readAddress(location.hash);
    const chosen = sections.find(({ id }) => id === anchor);
    // another sample of the same task is no other page
    const stays = chosen !== undefined && chosen === shown;
    shown = chosen;
    page.dataset.view = chosen ? "task" : "overview";
    document.title = chosen ? `${chosen.ariaLabel} · ${TITLE}` : TITLE;
    for (const section of sections) section.classList.toggle("shown", section === chosen);
    if (jump && !stays) scrollTo({ top: 0, behavior: "instant" });
    if (chosen) open(chosen);
  };
  addEventListener("hashchange", () => show(true));
  addEventListener("beforeprint", () => sections.forEach(open));
  show(location.hash !== "" && !isReload());
}
