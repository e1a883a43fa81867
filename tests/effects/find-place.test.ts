import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPlace } from '../../src-main/analysis/effects/index.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const contigs = [{ name: 'chr3L', length: 20_000 }];

/** Each with its attributes, a gene every 1,000 bp from base 1001 on. */
function findAmong(genes: readonly string[], name: string) {
  const path = join(folder, 'genes.gff3');
  const lines = genes.map((attributes, i) => {
    const start = 1_001 + 1_000 * i;
    return `chr3L\t.\tgene\t${start}\t${start + 500}\t.\t+\t.\t${attributes}\n`;
  });
  writeFileSync(path, lines.join(''));
  return findPlace(name, path, { contigs, onNote: () => undefined });
}

const fly = ['ID=g1;Name=h', 'ID=g2;Name=H;Alias=Nab', 'ID=g3;Name=nab;Alias=h,Unc'];

it.each([
  ['h', 1_000],
  ['H', 2_000],
  ['nab', 3_000],
  // An alias stands behind a name in another case.
  ['Nab', 3_000],
  ['G2', 2_000],
  ['unc', 3_000],
])('%s is the gene of that name, before those that come near it', async (name, start) => {
  const place = await findAmong(fly, name);
  expect(place.gene).toBe(name);
  expect(place.start).toBeLessThanOrEqual(start);
  expect(place.end).toBeGreaterThan(start);
  expect(place).toMatchObject({ contig: 'chr3L' });
});

it('a name that only differs in its case from two is refused', async () => {
  await expect(findAmong(['ID=a;Name=Nab', 'ID=b;Name=NAB'], 'nab')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('2 genes "nab"') as string,
  });
});
