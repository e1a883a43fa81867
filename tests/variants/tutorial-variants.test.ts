import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  largestDistal,
  largestEffect,
  variantSentences,
  type VariantRow,
} from '../../src-main/contract/index.ts';
import { cachedAlleles } from '../../src-main/analysis/variants/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels, root } from '../support/paths.ts';
import {
  affectedPromoters,
  judge,
  readAnswers,
  type Judgement,
} from '../support/variant-answers.ts';
import { openScoring, scoreVcf, type OpenScoring } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const tutorial = join(root, 'resources/tutorial');
const folder = sharedFolder();

/** Variants that truly take a promoter away. */
const lostPromoters = ['chrT2:106670:A>C', 'chrT2:148852:A>C', 'chrT2:185488:T>G'];

interface Peaks {
  readonly id: string;
  /** Largest value of active promoters at the target that loses most, in the values that are drawn. */
  readonly reference: number;
  readonly alternative: number;
  /** As it was scored. */
  readonly effect: number;
}

async function peaksOf(row: VariantRow, { context }: OpenScoring): Promise<Peaks> {
  const alleles = await cachedAlleles(row, 0.01, context);
  const { target, effect } = largestDistal(row.scores)!;
  const peak = (allele: 'reference' | 'alternative') => {
    const { info, start, values } = alleles.values(allele, 'expression');
    const bin = (base: number) => Math.floor((base - start) / info.bin);
    return Math.max(...values.slice(bin(target.start), bin(target.end - 1) + 1));
  };
  return { id: row.id, effect, reference: peak('reference'), alternative: peak('alternative') };
}

// chrT1 is measured by tests/bench/variants.bench.ts.
describe('the variants of chrT2, scored by the tutorial model', () => {
  const rows: VariantRow[] = [];
  const peaks: Peaks[] = [];
  let judgement: Judgement;
  beforeAll(async () => {
    const scoring = await openScoring({
      fasta: tutorialGenome,
      model: referenceModels['hawk-tutorial'],
      shared: folder,
      cache: join(folder, 'cache'),
    });
    const found = await scoreVcf(scoring, join(tutorial, 'sample.vcf.gz'), {
      region: { contig: 'chrT2', start: 0, end: 200_000 },
      targets: join(tutorial, 'tutorial.gff3'),
      threads: 2,
      tolerance: 0.01,
      maxTargets: Infinity,
      minEffect: 0.1,
    });
    rows.push(...found.map((record) => record.rows[0]!));
    for (const row of rows) {
      if (!lostPromoters.includes(row.id)) continue;
      peaks.push(await peaksOf(row, scoring));
    }
    await scoring.close();
    judgement = await judge(rows, 'chrT2');
  }, 300_000);

  it('have their losses above their neutral ones by the largest effect', () => {
    expect([judgement.losses, judgement.neutral]).toEqual([11, 25]);
    // Every pair of a loss and a neutral one, and every loss beside the largest neutral one.
    expect(judgement.pairsInOrder).toBeGreaterThanOrEqual(0.95);
    expect(judgement.aboveAllNeutral).toBeGreaterThanOrEqual(0.95);
  });

  it('name the promoters that they truly change, and no others', () => {
    expect(judgement.precision).toBeGreaterThanOrEqual(0.95);
    // The model does not see that chrT2:121546 awakes, 3 kbp behind a lost insulator, also where the
    // edited sequence is read as a whole: all but one of nineteen.
    expect(judgement.missed).toEqual(['chrT2:121546']);
    expect(judgement.recall).toBeCloseTo(18 / 19, 6);
  });

  it('show the peak that each loss of a promoter takes away, in the values that are drawn', () => {
    expect(peaks.map(({ id }) => id)).toEqual(lostPromoters);
    for (const { reference, alternative, effect } of peaks) {
      expect(reference).toBeGreaterThan(0.9);
      expect(alternative).toBeLessThan(0.1);
      // The numbers of table and picture are the same.
      expect(alternative - reference).toBeCloseTo(effect, 3);
    }
  });

  it('are told in sentences, with gene, size and distance', () => {
    const told = (id: string) => {
      const labelOf = (track: string) => track.replace('_', ' ');
      const row = rows.find((one) => one.id === id)!;
      return variantSentences(row, { labelOf, readout: 'expression', model: 'M' })[0];
    };
    expect(told('chrT2:106670:A>C')).toMatch(
      /^expression at T2G019 falls from [01]\.\d{3} to 0\.0\d{2} \(−[01]\.\d{3}\), with the variant \d+ bp (up|down)stream of it\.$/,
    );
    expect(told('chrT2:43082:A>C')).toMatch(
      /^expression at T2G009 rises from 0\.0\d{2} to [01]\.\d{3} \(\+[01]\.\d{3}\), with the variant 1\d,\d{3} bp/,
    );
  });

  it('reach farther than 10 kbp where the truth does', () => {
    const loss = rows.find(({ id }) => id === 'chrT2:43082:A>C')!;
    expect(largestEffect(loss.scores!)).toBeGreaterThan(0.9);
    const distal = loss.scores!.distal[0]!;
    expect(distal.target.gene).toBe('T2G009');
    expect(distal.distance).toBeGreaterThan(10_000);
    expect(distal.effect).toBeGreaterThan(0.9);
  });
});

it('the answers that scores are held against are those of the file', async () => {
  const answers = await readAnswers('chrT2');
  expect(answers.get(5464 - 1)).toEqual({ truth: 'enhancer_loss', affected: ['chrT2:5572'] });
  const features = await readGff3(join(tutorial, 'tutorial.gff3'));
  expect(affectedPromoters(features, ['T2G001'])).toEqual(['chrT2:5572']);
  const vcf = await openVcf(join(tutorial, 'sample.vcf.gz'));
  expect(vcf.header.hasInfo('TRUTH')).toBe(false);
});
