import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const letters = unlikeBases(new Random(9), 3000);
const place = {
  fasta: join(folder, 'c.fa'),
  model: join(folder, 'model'),
  shared: folder,
  cache: join(folder, 'cache'),
};
const vcf = join(folder, 'v.vcf');
const count = 200;

function editsIn(cache: string): number {
  const open = PredictionCache.open(cache);
  try {
    return open.info().edits;
  } finally {
    open.close();
  }
}

it('what was scored before a stop is not computed again, and the rest is', async () => {
  writeFasta(place.fasta, { c: letters });
  const config = { model_type: 'hawk' } as const;
  writeRandomModel(place.model, { seed: 4, config, tracks: { count: 1, bin: 16 } });
  // Not in order.
  const rows = Array.from({ length: count }, (_, i) => {
    const pos = (i * 1111) % 2990;
    const ref = letters.charAt(pos);
    return { contig: 'c', pos: pos + 1, ref, alt: ref === 'A' ? 'C' : 'A' };
  });
  writeFileSync(vcf, vcfText({ c: letters }, rows));

  const controller = new AbortController();
  const first = await openScoring(place, controller.signal);
  first.log.onProgress = ({ stage, chunk }) => {
    if (stage === 'edits' && chunk >= 60) controller.abort();
  };
  await expect(scoreVcf(first, vcf)).rejects.toMatchObject({ code: 'cancelled' });
  // The unchanged sequence is one of them, and how likely it is another.
  const kept = editsIn(place.cache) - 2;
  await first.close();
  expect(kept).toBeGreaterThanOrEqual(60);
  expect(kept).toBeLessThan(count);

  const second = await openScoring(place);
  const asked = new Set<number>();
  second.log.onProgress = ({ stage, chunks }) => {
    if (stage === 'edits') asked.add(chunks);
  };
  const found = await scoreVcf(second, vcf);
  expect([...asked]).toEqual([count - kept]);
  // What so many took is kept as well.
  const work = count - kept >= 64 ? 1 : 0;
  expect(editsIn(place.cache)).toBe(count + 2 + work);
  await second.close();
  // In the file's order, whatever that is.
  expect(found.map(({ rows: [row] }) => row!.stated!.pos + 1)).toEqual(rows.map(({ pos }) => pos));
  expect(found.every(({ rows: [row] }) => row!.scores !== undefined)).toBe(true);
});
