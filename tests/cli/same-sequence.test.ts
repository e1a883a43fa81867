import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { megabase, predictArgs } from '../support/cli.ts';
import { predictSummary, type PredictSummary } from '../support/cli-answers.ts';
import { readTsv } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const bins = 80;
const length = 128 * bins;
const letters = tutorialLetters('chrT2').slice(5000, 5000 + length);
const fasta = join(home, 'genome.fa');

type Answer = PredictSummary['predictions'][number] & { readonly rows: ReturnType<typeof readTsv> };

async function predict(region: string): Promise<Answer> {
  const out = join(home, 'a.tsv');
  const settings = ['--fasta', fasta, '--flank', '0', '--tracks', 'promoter,entropy', '--json'];
  const args = predictArgs('hawk-tutorial', region, out, ...settings);
  const [prediction] = predictSummary(await megabase(args, { home })).predictions;
  return { ...prediction!, rows: readTsv(out) };
}

let first: Answer;
beforeAll(async () => {
  writeFasta(fasta, {
    here: letters,
    twin: letters,
    shifted: `${'ACGTT'.repeat(256)}${letters}`,
    crooked: `${'ACGTT'.repeat(20)}${letters}`,
  });
  first = await predict('here');
  expect(first.fromCache).toBe(false);
});

it.each([
  ['twin', 'another contig', 0],
  ['shifted:1,281-11,520', 'ten bins further on', 1280],
])('the same sequence in %s, %s, is answered from the cache', async (region, _, shift) => {
  const contig = region.split(':')[0]!;
  const { key, fromCache, interval, rows } = await predict(region);
  expect({ key, fromCache }).toEqual({ key: first.key, fromCache: true });
  expect(interval).toEqual({ contig, start: shift, end: shift + length });
  expect(rows).toEqual(
    first.rows.map((row) => ({
      ...row,
      chrom: contig,
      start: row.start + shift,
      end: row.end + shift,
    })),
  );
});

it('a part of it has the coordinates of the contig that was asked for', async () => {
  // The interval is widened to whole bins, so it is the same only for the same bins.
  const { fromCache, rows } = await predict('shifted:1,300-11,500');
  expect(fromCache).toBe(true);
  const entropy = rows.filter(({ track }) => track === 'entropy');
  expect(entropy).toHaveLength(10_201);
  expect(entropy[0]).toMatchObject({ chrom: 'shifted', start: 1299, end: 1300 });
  const expected = first.rows.filter(({ track }) => track === 'entropy').slice(19, 10_220);
  expect(entropy.map(({ value }) => value)).toEqual(expected.map(({ value }) => value));
});

it('where the bins lie otherwise it is another run', async () => {
  const { key, fromCache } = await predict('crooked:101-10,340');
  expect(fromCache).toBe(false);
  expect(key).not.toBe(first.key);
});
