import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BadRow } from '../../src-main/contract/index.ts';
import { scoreAlleles } from '../../src-main/analysis/evaluate/score-alleles.ts';
import type { AlleleRow } from '../../src-main/analysis/evaluate/dataset.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { openScoring, plainOptions, unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();

it('labelled variants in any order keep their order, and each its own score', async () => {
  const random = new Random(8);
  const letters = { b: unlikeBases(random, 400), a: unlikeBases(random, 400) };
  const place = { fasta: join(folder, 'c.fa'), model: join(folder, 'model'), shared: folder };
  writeFasta(place.fasta, letters);
  writeRandomModel(place.model, { seed: 3, config: { model_type: 'hawk' } });
  const rows = Array.from({ length: 24 }, (_, line): AlleleRow => {
    const contig = random.below(2) === 0 ? ('a' as const) : ('b' as const);
    const pos = random.below(400);
    // One whose REF is not there.
    const ref = line === 7 ? 'N' : letters[contig].charAt(pos);
    return { contig, pos, ref, alt: ref === 'A' ? 'C' : 'A', line, label: line % 2 };
  });
  const scoring = await openScoring(place);
  const options = { ...plainOptions, score: 'llr', track: undefined } as const;
  const score = async (some: readonly AlleleRow[]) => {
    const bad: BadRow[] = [];
    const scored = await scoreAlleles(some, options, scoring.context, bad);
    return { scored, bad };
  };
  const { scored, bad } = await score(rows);
  expect(scored.map(({ row }) => row)).toEqual(rows.filter(({ line }) => line !== 7));
  expect(bad.map(({ line }) => line)).toEqual([7]);
  expect(scoring.log.begun).toBe(2);
  for (const { row, score: value } of scored) {
    const { scored: alone } = await score([row]);
    expect(value).toBeCloseTo(alone[0]!.score, 5);
  }
  // A symbolic allele is the deletion that it stands for.
  const at = { contig: 'a', pos: 99, ref: letters.a.charAt(99), line: 1, label: 1 };
  const [symbolic, written] = (
    await score([
      { ...at, alt: '<DEL>', structural: { end: 105, claim: undefined } },
      { ...at, ref: letters.a.slice(99, 105), alt: at.ref },
    ])
  ).scored;
  expect(symbolic!.score).toBe(written!.score);
  expect((await score([{ ...at, alt: '<DEL>' }])).bad[0]!.reason).toMatch(/symbolic allele/);
  await scoring.close();
});
