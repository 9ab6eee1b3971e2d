// Pictures on canvases: as they are, with cells blurred, with a mask painted.

/** Cells of a grid, row by row. */
export interface Cells {
  readonly rows: number;
  readonly cols: number;
  readonly chosen: ReadonlySet<number>;
}

/** How much smaller a blurred picture is before it is stretched again. */
const BLUR = 12;

export async function drawBlob(canvas: HTMLCanvasElement, content: Blob): Promise<void> {
  const bitmap = await createImageBitmap(content);
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}

/** The picture with the chosen cells blurred: what they show is gone, their mean colour stays. */
export function blurCells(picture: HTMLCanvasElement, { rows, cols, chosen }: Cells): HTMLCanvasElement {
  const { width, height } = picture;
  const whole = sized(width, height);
  const context = whole.getContext("2d");
  const small = sized(Math.max(1, Math.round(width / BLUR)), Math.max(1, Math.round(height / BLUR)));
  const smallContext = small.getContext("2d");
  if (context === null || smallContext === null) return picture;
  smallContext.imageSmoothingQuality = "high";
  smallContext.drawImage(picture, 0, 0, small.width, small.height);
  context.drawImage(picture, 0, 0);
  if (chosen.size === 0) return whole;
  context.beginPath();
  for (const cell of chosen) {
    const [left, right] = edges(cell % cols, cols, width);
    const [top, bottom] = edges(Math.floor(cell / cols), rows, height);
    context.rect(left, top, right - left, bottom - top);
  }
  context.clip();
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, width, height);
  context.drawImage(small, 0, 0, width, height);
  return whole;
}

/** A filled ellipse of whole pixels: a mask has no shades between object and ground. */
export function fillEllipse(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  [width, height]: readonly [radiusX: number, radiusY: number],
): void {
  for (let row = Math.ceil(y - height); row < y + height; row += 1) {
    const half = width * Math.sqrt(Math.max(0, 1 - ((row + 0.5 - y) / height) ** 2));
    const left = Math.round(x - half);
    context.fillRect(left, row, Math.round(x + half) - left, 1);
  }
}

export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) throw new Error("picture: expected to be drawn; got nothing; choose a smaller one");
  return blob;
}

export function sized(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** Where a row or column begins and ends, pixels. */
function edges(at: number, count: number, size: number): readonly [number, number] {
  return [Math.round((at * size) / count), Math.round(((at + 1) * size) / count)];
}
