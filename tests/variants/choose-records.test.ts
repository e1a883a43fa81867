import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseRecords } from '../../src-main/analysis/records/index.ts';
import type { Region } from '../../src-main/contract/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { RegionSet } from '../../src-main/sequence/index.ts';
import { hasHts, hts, vcfText, writeIndexedVcf } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const contigs = { c1: 'A'.repeat(400_000), c2: 'A'.repeat(100_000), c3: 'A'.repeat(1000) };

/** Sorted; some deletions reach into the next region. */
function someRows(random: Random) {
  return Object.entries(contigs).flatMap(([contig, { length }]) =>
    Array.from({ length: 120 }, () => 1 + random.below(length - 50))
      .sort((a, b) => a - b)
      .map((pos, i) => ({
        contig,
        pos,
        id: `${contig}-${i}`,
        ref: 'A'.repeat(1 + random.below(30)),
        alt: 'A',
      })),
  );
}

function someRegions(random: Random): Region[] {
  return Array.from({ length: 25 }, () => {
    const [contig, { length }] = Object.entries(contigs)[random.below(2)]!;
    const start = random.below(length - 10);
    return { contig, start, end: Math.min(length, start + 1 + random.below(9000)) };
  });
}

async function idsOf(path: string, regions: readonly Region[], region?: Region): Promise<string[]> {
  const vcf = await openVcf(path);
  const names = Object.entries(contigs).map(([name, { length }]) => ({
    name: `chr${name}`,
    length,
  }));
  const named = <R extends Region>(one: R) => ({ ...one, contig: `chr${one.contig}` });
  const among = new RegionSet(regions.map(named));
  const ids: string[] = [];
  const choice = { among, region: region && named(region) };
  for await (const record of chooseRecords(vcf, choice, { contigs: names })) {
    if (!record.broken) ids.push(record.id);
  }
  await vcf.close();
  return ids;
}

it.each([1, 2, 3])('records that overlap a region come once, in order (seed %i)', async (seed) => {
  const random = new Random(seed);
  const rows = someRows(random);
  const regions = someRegions(random);
  const overlaps = ({ contig, pos, ref }: (typeof rows)[number], one: Region) =>
    contig === one.contig && pos - 1 < one.end && pos - 1 + ref.length > one.start;
  const expected = rows.filter((row) => regions.some((one) => overlaps(row, one)));
  const ids = expected.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.length).toBeLessThan(rows.length);
  const plain = join(folder, `${seed}.vcf`);
  writeFileSync(plain, vcfText(contigs, rows));
  expect(await idsOf(plain, regions)).toEqual(ids);
  const region = { contig: 'c1', start: 50_000, end: 250_000 };
  const inBoth = expected.filter((row) => overlaps(row, region)).map(({ id }) => id);
  expect(await idsOf(plain, regions, region)).toEqual(inBoth);
  if (!hasHts) return;
  const indexed = writeIndexedVcf(join(folder, `${seed}.vcf.gz`), vcfText(contigs, rows));
  expect(await idsOf(indexed, regions)).toEqual(ids);
  expect(await idsOf(indexed, regions, region)).toEqual(inBoth);
  const bed = join(folder, `${seed}.bed`);
  writeFileSync(
    bed,
    regions.map(({ contig, start, end }) => `${contig}\t${start}\t${end}\n`).join(''),
  );
  const told = hts('bcftools', 'query', '-R', bed, '-f', '%ID\n', indexed).trim().split('\n');
  // By the contigs of the BED file.
  expect(told.sort()).toEqual(ids.sort());
});
