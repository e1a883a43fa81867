import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseTokens, maskToken, tokenize } from '../../src-main/sequence/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { openScoring, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const length = 500;
const flank = 64;
const folder = sharedFolder();

const networks: Record<string, CaduceusShape | HawkShape> = {
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true },
};

describe.each(Object.entries(networks))('the log ratio of %s', (name, config) => {
  it('is what the logits of plain passes say', async () => {
    const seed = Object.keys(networks).indexOf(name);
    const here = join(folder, String(seed));
    const model = join(here, 'model');
    writeRandomModel(model, { seed, config, tracks: { count: 2, bin: 16 } });
    const letters = unlikeBases(new Random(40 + seed), length);
    const fasta = join(here, 'c.fa');
    writeFasta(fasta, { c: letters });

    // The last has less than a flank in front of it.
    const variants = [
      { pos: 100, ref: letters.charAt(100), alt: other(letters.charAt(100)) },
      { pos: 0, ref: letters.charAt(0), alt: other(letters.charAt(0)) },
      {
        pos: 200,
        ref: letters.slice(200, 203),
        alt: [...letters.slice(200, 203)].map(other).join(''),
      },
      {
        pos: 250,
        ref: letters.charAt(250),
        alt: letters.charAt(250) + endingUnlike(letters.charAt(250)),
      },
      { pos: 300, ref: letters.slice(300, 302), alt: letters.charAt(300) },
      { pos: 30, ref: letters.slice(30, 32), alt: letters.charAt(30) },
    ];
    const vcf = join(here, 'v.vcf');
    const rows = variants.map((one) => ({ contig: 'c', ...one, pos: one.pos + 1 }));
    writeFileSync(vcf, vcfText({ c: letters }, rows));
    const scoring = await openScoring({ fasta, model, shared: here });
    const found = await scoreVcf(scoring, vcf, { masked: true });
    await scoring.close();

    const isCausal = config.model_type === 'hawk';
    const pass = async (tokens: Uint8Array) => {
      const { logits } = await runPass({ model, tokens, graphs: join(here, 'graphs') });
      return (position: number, base: string) =>
        logP(logits, isCausal ? position - 1 : position, tokenize(base)[0]!);
    };
    const tokens = tokenize(letters);
    const before = await pass(tokens);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    for (const [i, { pos, ref, alt }] of variants.entries()) {
      const { scores } = found[i]!.rows[0]!;
      if (isCausal && pos === 0) {
        // Nothing tells a causal model's first base.
        expect(scores).toMatchObject({ llr: undefined, maskedLlr: undefined });
        continue;
      }
      if (ref.length === alt.length) {
        const ratio = (p: typeof before) =>
          sum([...alt].map((base, b) => p(pos + b, base) - p(pos + b, ref.charAt(b))));
        const hidden = tokens.slice().fill(maskToken, pos, pos + ref.length);
        expect(scores!.llr).toBeCloseTo(ratio(before), 3);
        expect(scores!.maskedLlr).toBeCloseTo(ratio(await pass(hidden)), 3);
        continue;
      }
      const [start, end] = [pos + 1, pos + ref.length];
      const growth = alt.length - ref.length;
      const after = await pass(tokenize(letters.slice(0, pos) + alt + letters.slice(end)));
      const shared = Array.from({ length }, (_, p) => p).filter(
        (p) =>
          (p >= start - flank && p < start && p >= (isCausal ? 1 : 0)) ||
          (p >= end && p < end + flank),
      );
      const changes = shared.map((p) => {
        const base = letters.charAt(p);
        return after(p < start ? p : p + growth, base) - before(p, base);
      });
      expect(Math.abs(sum(changes))).toBeGreaterThan(0);
      expect(scores!.llr).toBeCloseTo(sum(changes), 3);
      expect(scores!.maskedLlr).toBeUndefined();
    }
  });
});

function other(base: string): string {
  return base === 'A' ? 'C' : 'A';
}

/** Three bases that cannot be moved to the left of the one before them. */
function endingUnlike(before: string): string {
  return `GT${before === 'A' ? 'C' : 'A'}`;
}

function logP(logits: Float32Array, row: number, token: number): number {
  const v = 16;
  const four = baseTokens.map((one) => logits[row * v + one]!);
  return logits[row * v + token]! - Math.log(four.reduce((sum, x) => sum + Math.exp(x), 0));
}
