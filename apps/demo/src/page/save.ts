// Files made here and handed to the browser to keep.

/** What a view can save. */
export interface Exportable {
  /** One drawing that loads nothing. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** The numbers behind it. */
  readonly data: unknown;
}

const PIXELS_PER_UNIT = 2;

export async function saveSvg(name: string, { svg }: Exportable): Promise<void> {
  saveFile(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
}

export async function saveJson(name: string, { data }: Exportable): Promise<void> {
  // JSON has no NaN, and typed arrays are no lists there.
  const plain = (_key: string, value: unknown): unknown => {
    if (value instanceof Float64Array) return [...value];
    return typeof value === "number" && !Number.isFinite(value) ? null : value;
  };
  saveFile(`${name}.json`, new Blob([JSON.stringify(data, plain, 1)], { type: "application/json" }));
}

export async function savePng(name: string, { svg, width, height }: Exportable): Promise<void> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * PIXELS_PER_UNIT;
    canvas.height = height * PIXELS_PER_UNIT;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("picture: expected to be drawn; got nothing; save it as SVG");
    saveFile(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to the browser. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name.replaceAll(/[^A-Za-z0-9._@-]+/g, "-");
  link.click();
  // After the click the browser has taken hold of it.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
