import type { Markup } from '../page/index.ts';
import type { RegionReport, VariantsReport } from '../report.ts';

export function variantPictures(_report: VariantsReport): Markup[] {
  return [];
}

export function regionPictures(_report: RegionReport): Markup[] {
  return [];
}
