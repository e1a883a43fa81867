import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordBatches } from '../../src-main/analysis/variants/record-batches.ts';
import type { VariantRow } from '../../src-main/contract/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

interface Held {
  readonly text: string;
  readonly tile: string | undefined;
}

/** How many records each batch holds. */
async function sizes(records: readonly Held[], most = Infinity): Promise<number[]> {
  async function* source() {
    yield* await Promise.resolve(records);
  }
  const found: Held[][] = [];
  for await (const batch of recordBatches(source(), most, ({ tile }) => tile)) found.push(batch);
  expect(found.flat()).toEqual(records);
  return found.map(({ length }) => length);
}

const of = (count: number, tile?: string, text = 'x') =>
  Array.from({ length: count }, () => ({ text, tile }));

it('holds records on to the end of a tile, so that few tiles are read twice', async () => {
  expect(await sizes([])).toEqual([]);
  expect(await sizes(of(7000, 'a'))).toEqual([7000]);
  expect(await sizes([...of(4000, 'a'), ...of(3000, 'b'), ...of(10, 'c')])).toEqual([7000, 10]);
  expect(await sizes([...of(6000, 'a'), ...of(3), ...of(5, 'a'), ...of(9, 'b')])).toEqual([
    6008, 9,
  ]);
  expect(await sizes(of(45_000, 'a'))).toEqual([20_000, 20_000, 5000]);
});

it('holds no more of them than there is memory for', async () => {
  expect(await sizes(of(250, 'a'), 100)).toEqual([100, 100, 50]);
  const long = of(5, 'a', 'N'.repeat(1 << 25));
  expect(await sizes(long)).toEqual([2, 2, 1]);
});

const folder = sharedFolder();

it.each<[string, CaduceusShape | HawkShape]>([
  ['Hawk', { model_type: 'hawk', depth: 2 }],
  ['Caduceus', { model_type: 'caduceus', n_layer: 2, rcps: true }],
])('%s gives the same bits whatever batches records are scored in', async (name, config) => {
  const [here, model] = [join(folder, name), join(folder, name, 'model')];
  writeRandomModel(model, { seed: 5, config, tracks: { count: 2, bin: 16 } });
  const random = new Random(6);
  const letters = { c: unlikeBases(random, 1500), d: unlikeBases(random, 700) };
  const fasta = join(here, 'c.fa');
  writeFasta(fasta, letters);
  const records = (['c', 'd'] as const).flatMap((contig) =>
    Array.from({ length: 24 }, (_, i) => {
      const pos = 5 + 28 * i;
      const [ref, next] = [letters[contig].charAt(pos), letters[contig].charAt(pos + 1)];
      const other = ref === 'A' ? 'C' : 'A';
      // A substitution, an insertion, a deletion.
      const kinds = [
        { ref, alt: other },
        { ref, alt: `${ref}${other}${next}` },
        { ref: `${ref}${next}`, alt: ref },
      ];
      return { contig, pos: pos + 1, ...kinds[i % 3]! };
    }),
  );
  const scoring = await openScoring({ fasta, model, shared: here });
  const scoredBy = async (size: number) => {
    const found: Pick<VariantRow, 'id' | 'scores'>[] = [];
    for (let first = 0; first < records.length; first += size) {
      const vcf = join(here, `${size}-${first}.vcf`);
      writeFileSync(vcf, vcfText(letters, records.slice(first, first + size)));
      const options = { masked: true, threads: 2, tolerance: 0.01 };
      const scored = await scoreVcf(scoring, vcf, options);
      found.push(...scored.flatMap(({ rows }) => rows.map(({ id, scores }) => ({ id, scores }))));
    }
    return found;
  };
  const whole = await scoredBy(records.length);
  expect(whole).toHaveLength(records.length);
  expect(whole.every(({ scores }) => scores && scores.local.length > 0)).toBe(true);
  for (const size of [7, 32]) expect(await scoredBy(size)).toEqual(whole);
  await scoring.close();
});
