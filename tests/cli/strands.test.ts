import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Safetensors } from '../../src-main/model/index.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { tsvValues } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

/** 160 bins of 128 bp: only then the bins of one strand are those of the other. */
const length = 160 * 128;
const home = sharedFolder();
const model = 'caduceus-tutorial';
const letters = tutorialLetters('chrT2').slice(1000, 1000 + length);

const complement: Readonly<Record<string, string>> = { A: 'T', C: 'G', G: 'C', T: 'A' };

function reverseComplement(sequence: string): string {
  return [...sequence]
    .reverse()
    .map((letter) => complement[letter] ?? letter)
    .join('');
}

/** Predicts all of a sequence from a FASTA file, into a file of the given ending. */
async function predict(name: string, sequence: string, ending: string): Promise<string> {
  const fasta = join(home, `${name}.fa`);
  writeFasta(fasta, { read: sequence });
  const out = join(home, `${name}.${ending}`);
  const args = ['predict', '--fasta', fasta, '--region', 'read', '--model', model, '--out', out];
  // Chunks that do not lie alike on both strands.
  expectSuccess(await megabase([...args, '--provider', 'cpu', '--chunk', '5000'], { home }));
  return out;
}

const strands = () =>
  [
    ['forward', letters],
    ['reverse', reverseComplement(letters)],
  ] as const;

it('the tracks of the reverse complement are the mirror image, from FASTA to TSV', async () => {
  const [forward, reverse] = await Promise.all(
    strands().map(([name, sequence]) => predict(name, sequence, 'tsv')),
  );
  for (const track of ['enhancer', 'insulator', 'promoter', 'expression']) {
    const expected = tsvValues(forward!, track);
    expect(expected).toHaveLength(160);
    expect(worstRatio(tsvValues(reverse!, track).reverse(), expected), track).toBeLessThan(exact);
  }
});

it('so are the logits, base for complementary base, from FASTA to safetensors', async () => {
  const logits = [];
  for (const [name, sequence] of strands()) {
    const file = Safetensors.open(await predict(name, sequence, 'safetensors'));
    logits.push(file.floats('logits'));
    file.close();
  }
  const [forward, reverse] = logits as [Float32Array, Float32Array];
  const v = forward.length / length;
  // A, C, G, T and N are tokens 7 to 11.
  const partner = [10, 9, 8, 7, 11];
  const mirrored = Float32Array.from({ length: 5 * length }, (_, i) => {
    const base = length - 1 - Math.floor(i / 5);
    return reverse[base * v + partner[i % 5]!]!;
  });
  const expected = Float32Array.from({ length: 5 * length }, (_, i) => {
    return forward[Math.floor(i / 5) * v + 7 + (i % 5)]!;
  });
  expect(worstRatio(mirrored, expected)).toBeLessThan(exact);
});
