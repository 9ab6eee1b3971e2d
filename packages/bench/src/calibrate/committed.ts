// The calibration that ships with the software and is cited in every report.

import type { ReportCalibration } from "@stillpoint/report";
import { dataText, type PackageFiles } from "../package-files.ts";
import { citedCalibration } from "./calibration.ts";

/** Where people read it. */
const PAGE = "benchmarks/results/calibration.md";

/** What reports cite. Throws `INPUT` for an installation without it and for a file that is none. */
export async function committedCalibration(files: PackageFiles): Promise<ReportCalibration> {
  return citedCalibration(await dataText(files, "calibration.json"), PAGE);
}
