import type { Region } from '../../../contract/index.ts';
import {
  absentColor,
  dashes,
  gaps,
  patchwork,
  type Covering,
  type LegendItem,
} from '../../../drawing/index.ts';

/** The dashed line, where what is seen of a row was not all predicted. */
export function absentLegend(sources: readonly Covering[], region: Region): LegendItem[] {
  const patches = patchwork(sources, region);
  if (gaps(patches, region.start, region.end).length === 0) return [];
  const sign = { kind: 'line', color: absentColor, width: 1, dash: dashes.absent } as const;
  return [{ text: 'not predicted', sign }];
}
