import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { megabase, predictArgs } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { tsvValues } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

/** 160 bins of 128 bp: only where all are whole, those of one strand are those of the other. */
const length = 160 * 128;
const home = sharedFolder();
const strands = ['forward', 'reverse'] as const;
const path = (strand: string, ending: string) => join(home, `${strand}.${ending}`);

const complement: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

function reverseComplement(sequence: string): string {
  return [...sequence]
    .reverse()
    .map((letter) => complement[letter] ?? letter)
    .join('');
}

// Each strand from a FASTA file of its own, first as tensors, then, from the cache, as a table.
beforeAll(async () => {
  const letters = tutorialLetters('chrT2').slice(1000, 1000 + length);
  writeFasta(path('forward', 'fa'), { read: letters });
  writeFasta(path('reverse', 'fa'), { read: reverseComplement(letters) });
  for (const strand of strands) {
    for (const ending of ['safetensors', 'tsv']) {
      // Chunks that do not lie alike on both strands.
      const settings = ['--fasta', path(strand, 'fa'), '--chunk', '5000'];
      const out = path(strand, ending);
      const args = predictArgs('caduceus-tutorial', 'read', out, ...settings);
      expectSuccess(await megabase(args, { home }));
    }
  }
});

it.each(['enhancer', 'insulator', 'promoter', 'expression'])(
  '%s of the reverse complement is the mirror image, from FASTA to TSV',
  (track) => {
    const [forward, reverse] = strands.map((strand) => tsvValues(path(strand, 'tsv'), track));
    expect(forward).toHaveLength(160);
    expect(worstRatio(reverse!.reverse(), forward!)).toBeLessThan(exact);
  },
);

it('so are the logits, base for complementary base, from FASTA to safetensors', () => {
  const [forward, reverse] = strands.map((strand) => {
    const file = Safetensors.open(path(strand, 'safetensors'));
    const logits = file.floats('logits');
    file.close();
    return logits;
  });
  const v = forward!.length / length;
  // A, C, G, T and N are tokens 7 to 11.
  const partner = [10, 9, 8, 7, 11];
  const letters = (values: (base: number, letter: number) => number) =>
    Float32Array.from({ length: 5 * length }, (_, i) => values(Math.floor(i / 5), i % 5));
  const mirrored = letters((base, letter) => reverse![(length - 1 - base) * v + partner[letter]!]!);
  const expected = letters((base, letter) => forward![base * v + 7 + letter]!);
  expect(worstRatio(mirrored, expected)).toBeLessThan(exact);
});
