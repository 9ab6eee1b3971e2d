// The page of findings and of a statement: drawn already, only theme and print move.

import { startPrinting } from "./print.ts";
import { startTheme } from "./theme.ts";

startTheme();
startPrinting();
