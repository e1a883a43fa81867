import type { EffectChoice } from '../../src-main/drawing/index.ts';
import { defined, type EffectMap, type Region } from '../../src-main/contract/index.ts';

/**
 * The part of a map that a feature of the annotation stands for: its target, by the gene's name, else the target or
 * the element that overlaps it and is nearest to its middle.
 */
export function choiceOf(
  { targets, elements }: EffectMap,
  feature: Region,
  names: readonly string[],
): EffectChoice | undefined {
  const named = targets.findIndex(({ gene, contig }) => {
    return contig === feature.contig && gene !== undefined && names.includes(gene);
  });
  if (named >= 0) return { kind: 'target', target: named };
  const target = overlapping(targets, feature);
  if (target !== undefined) return { kind: 'target', target };
  const element = overlapping(elements, feature);
  return element === undefined ? undefined : { kind: 'element', element };
}

function overlapping(
  regions: readonly Region[],
  { contig, start, end }: Region,
): number | undefined {
  const away = (region: Region) => Math.abs(region.start + region.end - start - end);
  let found: number | undefined;
  for (const [index, region] of regions.entries()) {
    if (region.contig !== contig || region.start >= end || region.end <= start) continue;
    if (found === undefined || away(region) < away(defined(regions[found]))) found = index;
  }
  return found;
}
