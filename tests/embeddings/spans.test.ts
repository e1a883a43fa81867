import { expect, it } from 'vitest';
import { mergeRegions, regionGroups } from '../../src-main/analysis/embed/region-groups.ts';

const region = (contig: string, start: number, end: number) => ({ contig, start, end });

it('regions that overlap or touch are joined, in the order of their contigs', () => {
  const merged = mergeRegions([
    region('b', 50, 90),
    region('a', 10, 20),
    region('b', 0, 60),
    region('a', 20, 30),
    region('a', 31, 40),
    region('a', 12, 14),
  ]);
  expect(merged).toEqual([region('b', 0, 90), region('a', 10, 30), region('a', 31, 40)]);
});

it('neighbours are read as one, up to a megabase', () => {
  const regions = [
    region('a', 0, 100),
    region('a', 1100, 1200),
    region('a', 2201, 2300),
    region('a', 900_000, 1_002_201),
    region('b', 1_002_300, 1_002_400),
  ];
  expect(regionGroups(regions, 1000)).toEqual([
    { span: region('a', 0, 1200), regions: regions.slice(0, 2) },
    { span: region('a', 2201, 2300), regions: [regions[2]] },
    { span: regions[3], regions: [regions[3]] },
    { span: regions[4], regions: [regions[4]] },
  ]);
  const [first, second] = regionGroups(regions, 1e9);
  expect(first!.span).toEqual(region('a', 0, 2300));
  expect(second!.regions).toEqual([regions[3]]);
});
