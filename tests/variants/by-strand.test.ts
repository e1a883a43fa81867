import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  readingsOfChange,
  strandsText,
  type ReadEffect,
  type VariantScores,
} from '../../src-main/contract/index.ts';
import { reverseComplementOf } from '../../src-main/sequence/complement.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { openScoring, scoreVcf, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const bin = 16;
/** A whole number of bins, whose borders then lie alike on both strands. */
const letters = unlikeBases(new Random(8), 40 * bin);
const mirrored = reverseComplementOf(letters);
/** 1-based; what stands there becomes the base opposite to it. */
const positions = [50, 211, 600];
const genes = [
  { start: 301, end: 420, strand: '+' },
  { start: 101, end: 180, strand: '-' },
];

interface Place {
  readonly name: string;
  readonly text: string;
  readonly at: (position: number) => number;
  readonly flips: boolean;
}

const given: Place = { name: 'given', text: letters, at: (position) => position, flips: false };
const other: Place = {
  ...{ name: 'other', text: mirrored, flips: true },
  at: (position) => letters.length + 1 - position,
};

/** Scores the same variants where they stand on one strand's letters. */
async function scored(
  { name, text, at, flips }: Place,
  strands: boolean,
): Promise<VariantScores[]> {
  const model = join(folder, 'hawk');
  writeRandomModel(model, {
    seed: 6,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin },
  });
  const fasta = join(folder, `${name}.fa`);
  writeFasta(fasta, { c: text });
  const vcf = join(folder, `${name}.vcf`);
  const rows = positions
    .map((position) => {
      const pos = at(position);
      const ref = text[pos - 1]!;
      return { contig: 'c', pos, ref, alt: reverseComplementOf(ref) };
    })
    .sort((a, b) => a.pos - b.pos);
  writeFileSync(vcf, vcfText({ c: text }, rows));
  const targets = join(folder, `${name}.gff3`);
  const lines = genes.map(({ start, end, strand }, i) => {
    const [first, last] = [at(start), at(end)].sort((a, b) => a - b);
    const way = flips ? (strand === '+' ? '-' : '+') : strand;
    return `c\t.\tgene\t${first}\t${last}\t.\t${way}\t.\tID=g${i}`;
  });
  writeFileSync(targets, ['##gff-version 3', ...lines, ''].join('\n'));
  const scoring = await openScoring({ fasta, model, shared: folder });
  const found = await scoreVcf(scoring, vcf, {
    ...{ targets, targetTrack: 'track-0', minEffect: 0, readings: { strands } },
  });
  await scoring.close();
  const scores = found.map(({ rows: [row] }) => row!.scores!);
  return flips ? scores.toReversed() : scores;
}

it('what is read of the reverse strand is what the same variants give in the reverse complement', async () => {
  const scores = await scored(given, true);
  const expected = await scored(other, false);
  expect(scores).toHaveLength(positions.length);
  const apart: number[] = [];
  for (const [v, own] of scores.entries()) {
    const opposite = expected[v]!;
    const [forward, reverse] = own.readings!;
    expect([forward!.id, reverse!.id]).toEqual(['forward', 'reverse']);
    expect(forward!.llr).toBe(own.llr);
    expect(forward!.local).toEqual(own.local.map(({ effect }) => effect));
    expect(reverse!.llr).toBeCloseTo(opposite.llr!, 4);
    apart.push(Math.abs(own.llr! - opposite.llr!));
    for (const [i, { effect }] of opposite.local.entries())
      expect(reverse!.local[i]).toBeCloseTo(effect, 4);
    for (const change of own.distal) {
      const there = opposite.distal.find(({ target }) => target.name === change.target.name);
      const [, told] = readingsOfChange(own, change);
      expect(told!.effect).toBeCloseTo(there?.effect ?? 0, 4);
    }
  }
  expect(scores.some(({ distal }) => distal.length > 0)).toBe(true);
  // It is no network that says the same of both.
  expect(Math.max(...apart)).toBeGreaterThan(0.01);
});

it('an effect stands on both strands, or mostly on the one where it is twice as large', () => {
  const told = (forward: number, reverse: number, kind: ReadEffect['kind'] = 'strand') =>
    strandsText([
      { kind, id: 'forward', label: 'forward strand', effect: forward },
      { kind, id: 'reverse', label: 'reverse strand', effect: reverse },
    ]);
  expect(told(-0.9, -0.5)).toBe('on both strands');
  expect(told(-0.9, -0.4)).toBe('mostly on the forward strand');
  expect(told(0.01, -0.4)).toBe('mostly on the reverse strand');
  expect(told(0.4, -0.4)).toBe('on both strands with opposite signs');
  // Nothing is told of what rounds to nothing, has no number, or is of no strand.
  expect(told(0.0001, 0.0003)).toBeUndefined();
  expect(told(NaN, 0.3)).toBeUndefined();
  expect(told(0.3, 0.3, 'member')).toBeUndefined();
});
