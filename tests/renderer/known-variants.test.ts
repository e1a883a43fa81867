import { expect, it } from 'vitest';
import type { KnownVariant, VariantRow } from '../../src-main/contract/index.ts';
import { variantAgreementText, compareVariants } from '../../src-renderer/truth/known-variants.ts';
import {
  cellText,
  withShortAlleles,
  tableColumns,
} from '../../src-renderer/format/variant-text.ts';
import { regionAround } from '../../src-renderer/locus/region-around.ts';

const contig = 'chr1';

function row(pos: number, effect: number, target?: number): VariantRow {
  const at = { contig, name: 'g', strand: '+', start: target! - 64, end: target! + 65 } as const;
  const distal = target === undefined ? [] : [{ target: at, value: 1, effect, distance: 5 }];
  return {
    // Moved to the left: what the file writes is elsewhere.
    ...{ id: `chr1:${pos - 3}:AC>A`, stated: { contig, pos, ref: 'CC', alt: 'C' } },
    place: { contig, start: pos - 3, end: pos - 1 },
    scores: {
      interval: { contig, start: 0, end: 9000 },
      local: [{ track: 't', value: 1, effect: effect / 2 }],
      distal,
    },
  };
}

const known = (pos: number, truth: string, ...affected: number[]): KnownVariant => ({
  ...{ id: `chr1:${pos + 1}:CC>C`, contig, truth, affected },
});

it('counts what was ranked above all that changes nothing, and what was named rightly', () => {
  const rows = [row(100, -0.9, 5000), row(200, 0.05, 5000), row(300, -0.1), row(400, 0.02, 10)];
  const truths = [
    known(100, 'enhancer_loss', 5030),
    known(200, 'insulator_loss', 7000),
    known(300, 'neutral'),
    known(400, 'neutral'),
    known(500, 'promoter_loss', 10),
  ];
  const found = compareVariants(rows, truths);
  expect(found).toEqual({ acting: 2, neutral: 2, ranked: 1, named: 1 });
  expect(variantAgreementText(found)).toBe(
    '2 of these variants have a known effect. The predicted effect of 1 of them exceeds that of all ' +
      '2 neutral variants, and for 1 the predicted gene is a true target.',
  );
});

it('shows a variant with what it changes most, inside its contig', () => {
  const contigs = [{ name: contig, length: 9000 }];
  expect(regionAround(row(4000, 0.5), contigs)).toEqual({ contig, start: 2997, end: 4999 });
  expect(regionAround(row(4000, 0.5, 8500), contigs)).toEqual({ contig, start: 2997, end: 9000 });
  expect(regionAround({ id: 'line 4' }, contigs)).toBeUndefined();
  const behind = { id: 'x', stated: { contig, pos: 50_000, ref: 'A', alt: 'C' } };
  expect(regionAround(behind, contigs)).toBeUndefined();
});

it('writes places as the file does, and long alleles by their length', () => {
  const set = { masked: false } as Parameters<typeof cellText>[2];
  expect(cellText('position', row(1233, 0.5), set)).toBe('chr1:1,234');
  expect(cellText('distal', row(1233, -0.5, 4000), set)).toBe('−0.500');
  expect(cellText('distal', row(1233, -0.5), set)).toBe('');
  expect(withShortAlleles(`A>${'C'.repeat(1500)}`)).toBe('A>CCCCCCCC… (1,500 bp)');
  expect(withShortAlleles('AC><DEL>')).toBe('AC><DEL>');
});

it('has a column for each label of a head behind the score, its values without a sign', () => {
  const labels = [{ id: 'eqtl', label: 'Causal eQTL', unit: 'probability' }];
  const set = { masked: true, labels } as unknown as Parameters<typeof tableColumns>[0];
  const columns = tableColumns(set);
  expect(columns.map(({ id }) => id).slice(2, 6)).toEqual([
    'genotype',
    'score',
    'head:eqtl',
    'local',
  ]);
  expect(columns[3]!.title).toContain("The variant's bases are masked");
  expect(columns[4]).toMatchObject({
    label: 'Causal eQTL',
    title: 'Head output for the two alleles, probability',
  });
  const heads = [{ label: 'eqtl', value: 0.12345 }];
  const scored = row(1233, 0.5);
  const told = { ...scored, scores: { ...scored.scores!, heads } };
  expect(cellText('head:eqtl', told, set)).toBe('0.123');
  expect(cellText('head:eqtl', scored, set)).toBe('');
});
