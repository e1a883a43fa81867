import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  activations,
  describeNetwork,
  readHeadWeights,
  readModelPackage,
  headTracks,
} from '../../src-main/model/index.ts';
import { tokenize } from '../../src-main/sequence/index.ts';
import {
  variantLabels,
  writeVariants,
  type RowsOfRecord,
} from '../../src-main/analysis/variants/index.ts';
import { describeScoring } from '../../src-main/analysis/variants/write/about.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { addHead } from '../support/head-places.ts';
import { vcfText } from '../support/hts.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import { variantHead } from '../support/random-head.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { openScoring, plainOptions, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const [length, context, window] = [400, 96, 31];

const cases: Record<
  string,
  { config: CaduceusShape | HawkShape; features: 'averaged' | 'published' }
> = {
  'a causal Hawk': { config: { model_type: 'hawk', bidirectional: false }, features: 'averaged' },
  'a strand-sharing Caduceus': {
    config: { model_type: 'caduceus', rcps: true },
    features: 'published',
  },
};

describe.each(Object.entries(cases))('heads of variants, on %s', (name, { config, features }) => {
  const seed = Object.keys(cases).indexOf(name);
  const here = join(folder, String(seed));
  const letters = unlikeBases(new Random(170 + seed), length);
  const padded = (start: number, end: number, text: string) =>
    Array.from({ length: end - start }, (_, i) => text[start + i] ?? 'N').join('');

  it('say what the pooled embeddings of both alleles, concatenated, give plainly', async () => {
    const model = join(here, 'model');
    writeRandomModel(model, { seed, config });
    const outputs = [variantHead(['a', 'b'], { context, window, features })];
    const head = await addHead(here, model, { id: 'vep', outputs });
    const fasta = join(here, 'c.fa');
    writeFasta(fasta, { c: letters });
    const other = (base: string) => (base === 'A' ? 'C' : 'A');

    // A base; one near either end of the contig; a deletion of three bases; an insertion of two.
    const variants = [150, 5, length - 2].map((pos) => {
      return { pos, ref: letters.charAt(pos), alt: other(letters.charAt(pos)) };
    });
    // Where its last base is not the one before it, it has one place.
    let at = 200;
    while (letters.charAt(at) === letters.charAt(at + 3)) at += 1;
    variants.push({ pos: at, ref: letters.slice(at, at + 4), alt: letters.charAt(at) });
    const [left, right] = [letters.charAt(230), letters.charAt(231)];
    const inserted = [...'ACGT'].filter((base) => base !== left && base !== right).slice(0, 2);
    variants.push({ pos: 230, ref: left, alt: left + inserted.join('') });
    const vcf = join(here, 'v.vcf');
    const rows = variants.map((one) => ({ contig: 'c', ...one, pos: one.pos + 1 }));
    writeFileSync(vcf, vcfText({ c: letters }, rows));
    const scoring = await openScoring({ fasta, model, heads: [head], shared: here, cache: here });
    const found = await scoreVcf(scoring, vcf);
    const { begun } = scoring.log;
    const again = await scoreVcf(scoring, vcf);
    // Reading again takes nothing but the cache.
    expect([begun, scoring.log.begun]).toEqual([2, 2]);
    expect(again.map((record) => record.rows)).toEqual(found.map((record) => record.rows));

    const read = readModelPackage(model, [head]);
    const [weights] = readHeadWeights(read.heads[0]!, describeNetwork(read));
    const alleles = variants.flatMap(({ pos, ref, alt }) => {
      // The base that an indel shares with what stands before it belongs to neither.
      const start = pos + (ref.length === alt.length ? 0 : 1) - Math.floor(context / 2);
      const edited = letters.slice(0, pos) + alt + letters.slice(pos + ref.length);
      return [letters, edited].map((text) => padded(start, start + context, text));
    });
    // Each is read by itself.
    const tokens = tokenize(alleles.join(''));
    const { hidden } = await runPass({
      model,
      tokens,
      window: context,
      graphs: join(here, 'graphs'),
    });
    const width = hidden.length / tokens.length;
    const pooled = alleles.map((_, allele) => {
      const from = allele * context + Math.floor(context / 2) - Math.floor(window / 2);
      return Array.from({ length: width }, (_, k) => {
        let sum = 0;
        for (let t = from; t < from + window; t++) sum += hidden[t * width + k]!;
        return sum / window;
      });
    });
    for (const i of variants.keys()) {
      const both = [...pooled[2 * i]!, ...pooled[2 * i + 1]!];
      const { scores } = found[i]!.rows[0]!;
      expect(found[i]!.rows[0]!.reason).toBeUndefined();
      expect(scores!.heads!.map(({ label }) => label)).toEqual(['a', 'b']);
      for (const [row, { value }] of scores!.heads!.entries()) {
        const { data } = weights!.weight;
        const sum = both.reduce((all, x, k) => all + x * data[row * both.length + k]!, 0);
        expect(value, `variant ${i}`).toBeCloseTo(
          activations.sigmoid(sum + weights!.bias[row]!),
          4,
        );
      }
    }
    await expectFiles(found, scoring.context.model.model);
    await scoring.close();
  });

  async function expectFiles(
    found: readonly RowsOfRecord[],
    model: Parameters<typeof variantLabels>[0],
  ) {
    const scoring = await openScoring({
      fasta: join(here, 'c.fa'),
      model: model.folder,
      shared: here,
    });
    const notes = describeScoring('v.vcf', plainOptions, scoring.context.model);
    await scoring.close();
    const labels = variantLabels(model);
    const written = async (format: 'tsv' | 'json') => {
      const path = join(here, `out.${format}`);
      const tracks = headTracks(model.manifest);
      const about = { notes, header: [], track: undefined, tracks, labels, masked: false };
      await writeVariants(streamed(found), path, { ...about, format });
      return readFileSync(path, 'utf8');
    };
    const first = found[0]!.rows[0]!.scores!.heads![0]!;
    const rows = (await written('tsv')).split('\n').map((line) => line.split('\t'));
    const headRows = rows.filter((cells) => cells[6] === 'HEAD');
    expect(headRows).toHaveLength(10);
    expect(headRows[0]!.slice(7, 8)).toEqual(['a']);
    expect(Math.fround(Number(headRows[0]![9]))).toBe(first.value);
    const json = JSON.parse(await written('json')) as {
      labels: unknown;
      variants: { scores: { heads: unknown[] } }[];
    };
    expect(json.labels).toEqual(labels);
    expect(json.variants[0]!.scores.heads[0]).toEqual(first);
  }
});

async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}
