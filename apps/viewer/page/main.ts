// The page of a report without point clouds.

import { plainPainter } from "./plain-painter.ts";
import { startPage } from "./start.ts";

startPage(plainPainter);
