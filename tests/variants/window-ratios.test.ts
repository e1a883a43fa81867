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

const length = 300;
const window = 64;
const folder = sharedFolder();

const networks: Record<string, CaduceusShape | HawkShape> = {
  'a bidirectional Hawk': { model_type: 'hawk' },
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true },
};

describe.each(Object.entries(networks))('log ratios in windows, of %s', (name, config) => {
  it('are those of reading each window alone, its variant at index L/2 - 1', async () => {
    const seed = Object.keys(networks).indexOf(name);
    const here = join(folder, String(seed));
    const model = join(here, 'model');
    writeRandomModel(model, { seed, config });
    const letters = unlikeBases(new Random(70 + seed), length);
    const fasta = join(here, 'c.fa');
    writeFasta(fasta, { c: letters });
    const other = (base: string) => (base === 'A' ? 'C' : 'A');

    // Inside; near both ends, where the window reaches beyond the contig; two bases; a deletion.
    const places = [150, 3, length - 2];
    const variants = places.map((pos) => {
      return { pos, ref: letters.charAt(pos), alt: other(letters.charAt(pos)) };
    });
    const two = letters.slice(200, 202);
    variants.push({ pos: 200, ref: two, alt: [...two].map(other).join('') });
    variants.push({ pos: 230, ref: letters.slice(230, 232), alt: letters.charAt(230) });
    const vcf = join(here, 'v.vcf');
    const rows = variants.map((one) => ({ contig: 'c', ...one, pos: one.pos + 1 }));
    writeFileSync(vcf, vcfText({ c: letters }, rows));
    const scoring = await openScoring({ fasta, model, shared: here });
    // In chunks that are no whole windows.
    const found = await scoreVcf(scoring, vcf, { masked: true, window, chunk: 20 });
    const again = await scoreVcf(scoring, vcf, { masked: true, window });
    const only = await scoreVcf(scoring, vcf, { masked: true, window, windowOnly: true });
    await scoring.close();
    for (const [i, { rows: told }] of only.entries()) {
      const { scores, reason } = found[i]!.rows[0]!;
      expect(told[0]!.reason).toEqual(reason);
      expect(told[0]!.scores?.llr).toBe(scores?.llr);
    }
    expect(again.map((record) => record.rows)).toEqual(found.map((record) => record.rows));

    const graphs = join(here, 'graphs');
    for (const [i, { pos, ref, alt }] of variants.entries()) {
      const { scores, reason } = found[i]!.rows[0]!;
      if (ref.length !== alt.length) {
        // Nothing is said of what has no place in a window of fixed length.
        expect(scores).toBeUndefined();
        expect(reason!.code).toBe('no-window');
        expect(reason!.message).toMatch(/64 bp scores substitutions of at most 32 bp only/);
        continue;
      }
      const start = pos - (window / 2 - 1);
      const padded = Array.from({ length: window }, (_, t) => letters.charAt(start + t) || 'N');
      const tokens = tokenize(padded.map((base, t) => (start + t < 0 ? 'N' : base)).join(''));
      const hidden = tokens.slice().fill(maskToken, window / 2 - 1, window / 2 - 1 + ref.length);
      const ratio = async (read: Uint8Array) => {
        const { logits } = await runPass({ model, tokens: read, graphs });
        const logit = (b: number, base: string) =>
          logits[(window / 2 - 1 + b) * 16 + baseTokens['ACGT'.indexOf(base)]!]!;
        return [...alt].reduce((sum, base, b) => {
          return sum + logit(b, base) - logit(b, ref.charAt(b));
        }, 0);
      };
      expect(scores!.llr).toBeCloseTo(await ratio(tokens), 3);
      expect(scores!.maskedLlr).toBeCloseTo(await ratio(hidden), 3);
      expect(Math.abs(scores!.llr! - scores!.maskedLlr!)).toBeGreaterThan(1e-4);
    }
  });
});
