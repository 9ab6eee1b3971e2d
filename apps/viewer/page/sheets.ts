// The numbers of a figure out of the page: where a cell is rounded, its tag holds them in full.

import { exactNumbers, type Sheet, type SheetCell } from "../src/sheet.ts";

function wordsOf(element: Element | null | undefined): string {
  return (element?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

/** A cell as its numbers and verdict, where it has some, else as its words. */
interface Read {
  readonly names: readonly string[];
  readonly values: readonly SheetCell[];
}

/** The word without its sign. */
function verdictIn(element: Element): string {
  return wordsOf(element.querySelector(".verdict")).replace(/^\P{L}+/u, "");
}

const ENDS: readonly string[] = ["", "low", "high"];

function readCell(cell: Element): Read {
  const holders = [...cell.querySelectorAll<HTMLElement>("[data-numbers]")];
  if (cell instanceof HTMLElement && cell.dataset.numbers !== undefined) holders.unshift(cell);
  const numbers = holders.map((holder) => ({
    name: holder.dataset.name ?? "",
    values: exactNumbers(holder.dataset.numbers ?? ""),
  }));
  const verdict = verdictIn(cell);
  if (numbers.length === 0) return { names: [""], values: [wordsOf(cell)] };
  return {
    names: [
      ...numbers.flatMap(({ name, values }) => values.map((_, k) => [name, ENDS[k]].filter(Boolean).join(" "))),
      ...(verdict ? ["verdict"] : []),
    ],
    values: [...numbers.flatMap(({ values }) => values), ...(verdict ? [verdict] : [])],
  };
}

/** Rows of cells under their heads; a column is as wide as the widest of its cells. */
function sheetOf(heads: readonly string[], rows: readonly (readonly Read[])[]): Sheet {
  const widest = heads.map((_, column) =>
    rows
      .map((row) => row[column]?.names ?? [""])
      .reduce<readonly string[]>((most, names) => (names.length > most.length ? names : most), [""]),
  );
  return {
    columns: heads.flatMap((head, column) =>
      (widest[column] ?? [""]).map((name) => [head, name].filter(Boolean).join(" ")),
    ),
    rows: rows.map((row) =>
      heads.flatMap((_, column) => {
        const names = widest[column] ?? [""];
        const cell = row[column];
        // by name where cells differ: one without a verdict has no number in its place
        return names.map((name, k) => {
          if (!cell) return null;
          const at = cell.names.length === names.length ? k : cell.names.indexOf(name);
          return cell.values[at] ?? null;
        });
      }),
    ),
  };
}

function tableSheet(table: HTMLTableElement): Sheet {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => wordsOf(cell));
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.cells.length === heads.length);
  return sheetOf(
    heads,
    rows.map((row) => [...row.cells].map(readCell)),
  );
}

function comparisonSheet(table: Element): Sheet {
  const rows = [...table.querySelectorAll(".comparison")].flatMap((row) => {
    const cell = (selector: string): Read => {
      const found = row.querySelector(selector);
      return found ? readCell(found) : { names: [""], values: [null] };
    };
    const title = { names: [""], values: [wordsOf(row.querySelector(".what b"))] };
    const unit = { names: [""], values: [wordsOf(row.querySelector(".what .unit"))] };
    const verdict = verdictIn(row);
    return [...row.querySelectorAll(".difference")].map((line, k) => [
      title,
      unit,
      cell(".value.role-distilled"),
      cell(".value.role-scratch"),
      { names: [""], values: [wordsOf(line.querySelector(".label"))] },
      readCell(line),
      // that of the difference, which is the first line
      { names: [""], values: [k === 0 && verdict ? verdict : null] },
    ]);
  });
  return sheetOf(["number", "unit", "distilled", "from scratch", "line", "difference", "verdict"], rows);
}

function linesSheet(figure: Element): Sheet {
  const rows = [...figure.querySelectorAll(".difference")].map((line) => [
    { names: [""], values: [wordsOf(line.querySelector(".label"))] },
    readCell(line),
  ]);
  return sheetOf(["line", "difference"], rows);
}

function chartSheet(figure: Element): Sheet {
  const series = [...figure.querySelectorAll<SVGElement>("[data-series]")];
  const names = (series[0]?.dataset.columns ?? "x y").split(",");
  const rows = series.flatMap((one) =>
    (one.dataset.series ?? "").split(";").map((point): SheetCell[] => [one.dataset.name ?? "", ...exactNumbers(point)]),
  );
  return { columns: ["network", ...names], rows };
}

/** The sheet of a table, comparison, chart or figure of differences; undefined for another element. */
export function sheetIn(element: Element): Sheet | undefined {
  if (element instanceof HTMLTableElement) return tableSheet(element);
  if (element.matches(".comparisons")) return comparisonSheet(element);
  if (element.matches(".chart")) return chartSheet(element);
  if (element.matches(".decomposition")) return linesSheet(element);
  return undefined;
}
