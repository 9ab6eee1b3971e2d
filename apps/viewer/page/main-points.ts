// The page of a report with point clouds: the same, and three.js.

import { glPainter } from "./gl-painter.ts";
import { plainPainter } from "./plain-painter.ts";
import { startPage } from "./start.ts";

startPage(glPainter(plainPainter) ?? plainPainter);
