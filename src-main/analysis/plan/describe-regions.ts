import { formatRegion, type Contig, type Region } from '../../contract/index.ts';

/** Regions that are named; the others are counted. */
const named = 3;

/** Tells of regions: `chr1, chr7:1-2,000 and 12 more regions`, a whole contig by its name. */
export function regionDescriber(
  contigs: readonly Contig[],
): (regions: readonly Region[]) => string {
  const lengths = new Map(contigs.map(({ name, length }) => [name, length]));
  return (regions) => {
    const names = regions.slice(0, named).map((region) => {
      const isWhole = region.start === 0 && region.end === lengths.get(region.contig);
      return isWhole ? region.contig : formatRegion(region);
    });
    const more = regions.length - names.length;
    const others = more === 0 ? '' : ` and ${more.toLocaleString('en-US')} more regions`;
    return `${names.join(', ')}${others}`;
  };
}
