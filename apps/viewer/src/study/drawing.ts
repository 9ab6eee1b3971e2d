// Every kind of drawing as markup.

import type { Drawing } from "@stillpoint/core";
import { cloudsFigure } from "./clouds.ts";
import { heatFigure } from "./heat.ts";
import { histogramFigure } from "./histogram.ts";
import { linesFigure } from "./lines.ts";
import { picturesFigure } from "./pictures.ts";
import { regionsFigure } from "./regions.ts";
import { wordsFigure } from "./words.ts";

/** The drawing as a figure; numbers that do not exist are not drawn. */
export function drawingFigure(drawing: Drawing): string {
  switch (drawing.kind) {
    case "lines":
      return linesFigure(drawing);
    case "heat":
      return heatFigure(drawing);
    case "histogram":
      return histogramFigure(drawing);
    case "pictures":
      return picturesFigure(drawing);
    case "regions":
      return regionsFigure(drawing);
    case "words":
      return wordsFigure(drawing);
    case "clouds":
      return cloudsFigure(drawing);
  }
}
