import { writeWholeFile, type Replaceable } from '../../formats/output/index.ts';
import { regionPage, variantsPage } from './page/index.ts';
import type { Report } from './report.ts';

/** Writes the page, whole or not at all; gives its bytes. Errors: those of `StagedFile`. */
export function writeReport(
  report: Report,
  path: string,
  options?: { readonly replaces?: Replaceable | undefined },
): Promise<number> {
  return writeWholeFile(
    path,
    report.kind === 'variants' ? variantsPage(report) : regionPage(report),
    options,
  );
}
