import { writeWholeFile, type Replaceable } from '../../formats/output/index.ts';
import { regionPage, variantsPage } from './page/index.ts';
import { regionPictures, variantPictures } from './pictures/index.ts';
import type { Report } from './report.ts';

/** A report as one page of HTML that needs nothing else. */
export function reportPage(report: Report): string {
  return report.kind === 'variants'
    ? variantsPage(report, variantPictures(report))
    : regionPage(report, regionPictures(report));
}

/** Writes the page, whole or not at all; gives its bytes. Errors: those of `StagedFile`. */
export function writeReport(
  report: Report,
  path: string,
  options?: { readonly replaces?: Replaceable | undefined },
): Promise<number> {
  return writeWholeFile(path, reportPage(report), options);
}
