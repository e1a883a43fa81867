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

it('a variant has one score and is computed once, however and however often it is written', async () => {
  const unit = 'CA'.repeat(10);
  const random = new Random(5);
  const front = `${unlikeBases(random, 199)}G`;
  const letters = `${front}${unit}T${unlikeBases(random, 200)}`;
  const at = (pos: number, length = 1) => letters.slice(pos, pos + length);
  const fasta = join(folder, 'c.fa');
  const model = join(folder, 'model');
  writeFasta(fasta, { c: letters });
  writeRandomModel(model, {
    seed: 1,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin: 16 },
  });

  const alt = at(50) === 'A' ? 'C' : 'A';
  const substitution = [
    [50, at(50), alt],
    [48, at(48, 3), at(48, 2) + alt],
    [50, at(50, 4), alt + at(51, 3)],
    // The same once more.
    [50, at(50), alt],
  ] as const;
  // One unit less of a repeat: at its left end, in the middle, at its right end.
  const deletion = [0, 6, 18].map((offset) => {
    const pos = front.length + offset - 1;
    return [pos, at(pos, 3), at(pos)] as const;
  });
  const rows = [...substitution, ...deletion].map(([pos, ref, written]) => {
    return { contig: 'c', pos: pos + 1, ref, alt: written };
  });
  const vcf = join(folder, 'v.vcf');
  writeFileSync(vcf, vcfText({ c: letters }, rows));
  const cache = join(folder, 'cache');
  const scoring = await openScoring({ fasta, model, shared: folder, cache });
  const found = (await scoreVcf(scoring, vcf)).map(({ rows: [row] }) => row!);
  const again = (await scoreVcf(scoring, vcf)).map(({ rows: [row] }) => row!);
  await scoring.close();
  expect(scoring.log.begun).toBe(1);
  expect(again).toEqual(found);

  const [snv, deleted] = [found.slice(0, 4), found.slice(4)];
  for (const same of [snv, deleted]) {
    expect(new Set(same.map(({ id }) => id)).size).toBe(1);
    expect(new Set(same.map(({ scores }) => JSON.stringify(scores))).size).toBe(1);
    expect(Number.isFinite(same[0]!.scores!.llr)).toBe(true);
  }
  expect(snv[0]!.scores!.llr).not.toBe(deleted[0]!.scores!.llr);
  const kept = PredictionCache.open(cache);
  // Two edits, the unchanged sequence itself, and how likely that is.
  expect(kept.info().edits).toBe(4);
  kept.close();
});
