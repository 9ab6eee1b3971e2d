// One task at a time: the address says which, a report of one task shows it beside the overview.

const AT_MOST_TOGETHER = 1;

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
  const show = (jump: boolean): void => {
    const chosen = sections.find(({ id }) => `#${id}` === location.hash);
    page.dataset.view = chosen ? "task" : "overview";
    for (const section of sections) section.classList.toggle("shown", section === chosen);
    if (chosen) open(chosen);
    if (jump) scrollTo({ top: 0, behavior: "instant" });
  };
  addEventListener("hashchange", () => show(true));
  addEventListener("beforeprint", () => sections.forEach(open));
  show(location.hash !== "");
}
