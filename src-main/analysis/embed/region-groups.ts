import type { Region } from '../../contract/index.ts';
import { maxTileLength } from './tiles.ts';

/** Regions by contig and place; those that overlap or touch are joined, so that no base is twice. */
export function mergeRegions(regions: readonly Region[]): Region[] {
  const contigs = [...new Set(regions.map(({ contig }) => contig))];
  const sorted = regions.toSorted(
    (a, b) => contigs.indexOf(a.contig) - contigs.indexOf(b.contig) || a.start - b.start,
  );
  const merged: Region[] = [];
  for (const region of sorted) {
    const last = merged.at(-1);
    if (last?.contig !== region.contig || region.start > last.end) merged.push(region);
    else merged[merged.length - 1] = { ...last, end: Math.max(last.end, region.end) };
  }
  return merged;
}

/** Regions that are read together, and the stretch from the first to the last of them. */
export interface RegionGroup {
  readonly span: Region;
  readonly regions: readonly Region[];
}

/** Merged regions in groups: neighbours no further apart than `gap` bp, up to a megabase in all. */
export function regionGroups(merged: readonly Region[], gap: number): RegionGroup[] {
  const spans: { span: Region; regions: Region[] }[] = [];
  for (const region of merged) {
    const last = spans.at(-1);
    const joins =
      last?.span.contig === region.contig &&
      region.start - last.span.end <= gap &&
      region.end - last.span.start <= maxTileLength;
    if (!joins) spans.push({ span: region, regions: [region] });
    else {
      last.span = { ...last.span, end: region.end };
      last.regions.push(region);
    }
  }
  return spans;
}
