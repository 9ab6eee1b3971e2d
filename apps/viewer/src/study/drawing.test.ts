import { inflateSync } from "node:zlib";
import type { Drawing, HeatDrawing, LinesDrawing, RegionsDrawing, Series } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { syntheticDrawings } from "../../../../packages/report/fixtures/synthetic-study.ts";
import { drawingFigure } from "./drawing.ts";
import { PLOT } from "./figure.ts";
import { cssColour, heatColour } from "./heat-colour.ts";
import { boundaryPath } from "./regions.ts";

const drawings = syntheticDrawings();
const NONE = Number.NaN;

function lines(series: LinesDrawing["series"], y: LinesDrawing["y"] = { label: "y", low: 0, high: 1 }): string {
  const values = [0, 1, 2, 3, 4];
  return drawingFigure({ kind: "lines", id: "x", title: "t", caption: "", x: { label: "x", values }, y, series });
}

function circles(markup: string): readonly (readonly [number, number])[] {
  return [...markup.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

/** Corners of a path. */
function corners(path: string): readonly (readonly [number, number])[] {
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe("every kind of drawing", () => {
  it.each(drawings.map((one) => [one.kind, one] as const))(
    "%s has a title, words for screen readers and no NaN",
    (_, drawing) => {
      const markup = drawingFigure(drawing);
      expect(markup).toContain(`<figcaption>${drawing.title}</figcaption>`);
      if (drawing.kind !== "words") expect(markup).toMatch(/<svg[^>]* role="img" aria-label="[^"]+"/);
      expect(markup).not.toMatch(/NaN|undefined|Infinity/);
    },
  );

  it.each(drawings.map((one) => [one.kind, one] as const))("%s shows hostile texts as texts", (_, drawing) => {
    const markup = drawingFigure(poisoned(drawing));
    expect(markup).not.toMatch(/<img|<script/);
    expect(markup.match(/.{60}="[^"]*"'.{30}/s)?.[0]).toBeUndefined();
  });

  it.each([
    { kind: "lines", id: "a", title: "a", caption: "", x: { label: "", values: [] }, y: { label: "" }, series: [] },
    {
      kind: "lines",
      id: "a",
      title: "a",
      caption: "",
      x: { label: "", values: [1] },
      y: { label: "" },
      series: [{ name: "s", values: [NONE] }],
    },
    { kind: "heat", id: "a", title: "a", caption: "", rows: [], columns: [], values: [], label: "", low: 0, high: 1 },
    {
      kind: "histogram",
      id: "a",
      title: "a",
      caption: "",
      x: { label: "", edges: [0, 1] },
      series: [{ name: "s", counts: [0] }],
    },
    { kind: "pictures", id: "a", title: "a", caption: "", columns: [], rows: [] },
    {
      kind: "regions",
      id: "a",
      title: "a",
      caption: "",
      width: 1,
      height: 1,
      classNames: ["c"],
      samples: [],
      panels: [],
    },
    { kind: "words", id: "a", title: "a", caption: "", rows: [] },
    { kind: "clouds", id: "a", title: "a", caption: "", clouds: [{ name: "n", positions: [], weights: [] }] },
  ] as const satisfies readonly Drawing[])("with nothing in it is a figure too: $kind", (drawing) => {
    const markup = drawingFigure(drawing);
    expect(markup).toContain("<figure");
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
  });
});

function poisoned<Value>(value: Value): Value;
function poisoned(value: unknown): unknown {
  if (typeof value === "string") return /^[a-z-]+$/.test(value) ? value : `${value}"'><img src=x onerror=alert(1)>`;
  if (Array.isArray(value)) return value.map((one: unknown) => poisoned(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one)]));
}

describe("lines", () => {
  it("lie where a linear scale puts their numbers", () => {
    const values = [0, 0.25, 0.5, 0.9, 1];
    const places = circles(lines([{ name: "s", values }]));
    for (const [at, [x, y]] of places.entries()) {
      expect(y).toBeCloseTo(PLOT.bottom + values[at]! * (PLOT.top - PLOT.bottom), 1);
      expect(x).toBeCloseTo(PLOT.left + 4 + (at / 4) * (PLOT.right - PLOT.left - 8), 1);
    }
    expect(places).toHaveLength(5);
  });

  it("leave a gap and no dot where there is no number, in the line and in its band", () => {
    const values = [0.1, 0.2, NONE, 0.4, 0.5];
    const low = [0, 0.1, NONE, 0.3, 0.4];
    const markup = lines([{ name: "s", values, low, high: [0.2, 0.3, 0.5, 0.5, 0.6] }]);
    expect(circles(markup)).toHaveLength(4);
    expect(markup.match(/class="band"/g)).toHaveLength(2);
    const [, path = ""] = markup.match(/<path d="([^"]*)"/) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
  });

  it("never swap the ends of a band: high is above low at every place", () => {
    const [low, high] = [
      [0, 0.1, 0.2, 0.3, 0.1],
      [0.3, 0.2, 0.9, 0.4, 0.6],
    ];
    const markup = lines([{ name: "s", values: low, low, high }]);
    const path = corners(markup.match(/class="band" d="([^"]*)"/)?.[1] ?? "");
    const [above, below] = [path.slice(0, 5), path.slice(5).reverse()];
    for (const [at, [x, y]] of above.entries()) {
      expect(x).toBe(below[at]![0]);
      // up is towards 0 in SVG
      expect(y).toBeLessThan(below[at]![1]);
      expect(y).toBeCloseTo(PLOT.bottom + high[at]! * (PLOT.top - PLOT.bottom), 1);
    }
  });

  it("without a single number are left out, name and all", () => {
    const markup = lines([
      { name: "there", values: [0, NONE, 1, 0, 0] },
      { name: "nowhere", values: [NONE, NONE, NONE, NONE, NONE] },
    ]);
    expect(markup).toContain("there");
    expect(markup).not.toContain("nowhere");
  });

  it("are told apart: by tones without roles, beside roles by dashes and grey", () => {
    const values = [0, 0, 0, 0, 0];
    const kindsOf = (series: readonly Omit<Series, "values">[]): string[] => {
      const markup = lines(series.map((own) => ({ ...own, values })));
      return [...markup.matchAll(/<g class="series ([^"]+)">/g)].map(([, kind = ""]) => kind);
    };
    const [a, b] = [{ name: "a", role: "distilled" } as const, { name: "b", role: "scratch" } as const];
    const [c, d] = [{ name: "c" }, { name: "d" }];
    expect(kindsOf([c, d])).toEqual(["tone-0 dash-0", "tone-1 dash-0"]);
    expect(kindsOf([a, a, b, c, d])).toEqual([
      ...["role-distilled dash-0", "role-distilled dash-1", "role-scratch dash-0"],
      ...["tone-none dash-0", "tone-none dash-1"],
    ]);
    // as many as a section draws: five of two roles
    const many = [a, a, a, a, a, b, b, b, b, b];
    expect(new Set(kindsOf(many)).size).toBe(many.length);
  });
});

describe("heat", () => {
  it("gives each cell its place and the colour of its number, and none where there is none", () => {
    const [rows, columns] = [
      ["a", "b"],
      ["c", "d", "e"],
    ];
    const values = [0, 0.5, NONE, 1, 0.2, 0.3];
    const own = { kind: "heat", id: "h", title: "h", caption: "", label: "l", low: 0, high: 1 } as const;
    const heat: HeatDrawing = { ...own, rows, columns, values };
    const cells = [
      ...drawingFigure(heat).matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="([^"]+)"/g,
      ),
    ];
    const known = [...values.keys()].filter((at) => !Number.isNaN(values[at]));
    expect(cells.map(([, , , , , fill]) => fill)).toEqual(known.map((at) => cssColour(heatColour(values[at]!, heat)!)));
    const [left, top, wide, high] = cells[0]!.slice(1, 5).map(Number) as [number, number, number, number];
    for (const [k, at] of known.entries()) {
      expect(Number(cells[k]![1])).toBeCloseTo(left + (at % 3) * wide, 1);
      expect(Number(cells[k]![2])).toBeCloseTo(top + Math.floor(at / 3) * high, 1);
    }
  });
});

describe("pictures", () => {
  it("lie under their map: nothing over the cold and the unknown, more the hotter", () => {
    const raster = { width: 1, height: 1, rgb: [10, 20, 30] };
    const heat = { width: 4, height: 1, values: [0, NONE, 0.5, 1] };
    const drawn = drawingFigure({
      kind: "pictures",
      id: "p",
      title: "p",
      caption: "",
      columns: ["c"],
      rows: [{ name: "r", pictures: [{ ...raster, heat }] }],
    });
    const [under, over] = [...drawn.matchAll(/href="data:image\/png;base64,([^"]+)" width="1" height="1"/g)].map(
      ([, body = ""]) => {
        const file = Buffer.from(body, "base64");
        const at = file.indexOf("IDAT");
        return [...inflateSync(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)))].slice(1);
      },
    );
    expect(under).toEqual(raster.rgb);
    const opaque = [3, 7, 11, 15].map((place) => over?.[place] ?? Number.NaN);
    expect(opaque.slice(0, 2)).toEqual([0, 0]);
    expect(opaque[2]).toBeGreaterThan(0);
    expect(opaque[3]).toBeGreaterThan(opaque[2]!);
  });
});

describe("a histogram", () => {
  it("draws areas that are counts: a bin twice as wide is half as high", () => {
    const edges = [0, 1, 3];
    const markup = drawingFigure({
      kind: "histogram",
      id: "h",
      title: "h",
      caption: "",
      x: { label: "x", edges },
      series: [{ name: "s", counts: [4, 4] }],
    });
    const path = corners(markup.match(/class="area" d="([^"]*)"/)?.[1] ?? "");
    const [first, second] = [path[1]!, path[3]!];
    expect((PLOT.bottom - first[1]) / (PLOT.bottom - second[1])).toBeCloseTo(2, 1);
    expect(markup).toContain("count per unit");
  });

  it("of even bins counts, wherever its bins lie", () => {
    const own = {
      kind: "histogram",
      id: "h",
      title: "h",
      caption: "",
      series: [{ name: "s", counts: [4, 4, 1] }],
    } as const;
    for (const low of [-3.7, -0.2, 0, 1e3]) {
      const edges = [0, 1, 2, 3].map((k) => low + k * 0.1);
      expect(drawingFigure({ ...own, x: { label: "x", edges } })).not.toContain("per unit");
    }
  });
});

describe("regions", () => {
  it("have a line exactly between cells of different answers", () => {
    expect(boundaryPath(2, 2, [0, 0, 0, 0])).toBe("");
    expect(boundaryPath(2, 2, [0, 1, 0, 1])).toBe("M1 0v1M1 1v1");
    expect(boundaryPath(2, 2, [0, 0, 1, 1])).toBe("M0 1h1M1 1h1");
  });

  it("show a panel a network and the samples in each", () => {
    const regions = drawings.find((one): one is RegionsDrawing => one.kind === "regions")!;
    const markup = drawingFigure(regions);
    expect(markup.match(/<svg/g)).toHaveLength(regions.panels.length);
    expect(circles(markup)).toHaveLength(regions.panels.length * regions.samples.length);
  });
});

it("clouds leave out points without a weight", () => {
  const positions = [0, 0, 0, 1, 0, 0, 0, 1, 0];
  const markup = drawingFigure({
    kind: "clouds",
    id: "c",
    title: "c",
    caption: "",
    clouds: [{ name: "n", positions, weights: [0, NONE, 1] }],
  });
  expect(markup.match(/<g transform/g)).toHaveLength(2);
});
