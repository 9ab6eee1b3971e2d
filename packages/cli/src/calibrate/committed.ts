// The calibration that ships with the software and is cited in every report.

import type { ReportCalibration } from "@stillpoint/report";
import { optionalDataFile } from "../bench/data-file.ts";
import { citedCalibration } from "./calibration.ts";

/** Where people read it. */
const PAGE = "benchmarks/results/calibration.md";

/** What reports cite; undefined in an installation without it. Throws `INPUT` for a file that is none. */
export function committedCalibration(): ReportCalibration | undefined {
  const bytes = optionalDataFile("calibration.json");
  return bytes === undefined ? undefined : citedCalibration(new TextDecoder().decode(bytes), PAGE);
}
