import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelPackage } from '../../src-main/model/index.ts';
import type { GffFeature } from '../../src-main/formats/gff/index.ts';
import { BinValues, targetTrack } from '../../src-main/analysis/effects/index.ts';
import { geneTargets, predictedTargets } from '../../src-main/analysis/effects/targets.ts';
import { root } from '../support/paths.ts';

const bins = (values: number[], first = 0) =>
  new BinValues([{ first, values: [Float32Array.from(values)] }], 0, 100);

describe('values of bins', () => {
  const base = [
    { first: 3, values: [Float32Array.of(9, 9)] },
    { first: 10, values: [Float32Array.of(9, 9), Float32Array.of(0.1, 0.2, NaN, 0.4)] },
  ];
  const values = new BinValues(base, 2, 100);
  const changed = [
    { first: 4, values: [Float32Array.of(5)] },
    { first: 11, values: [Float32Array.of(7, 7), Float32Array.of(0.8, 0.3)] },
  ];

  it('are those of their track, by number, and none outside', () => {
    expect([9, 10, 11, 12, 13, 14].map((bin) => values.at(bin))).toEqual(
      [NaN, 0.1, 0.2, NaN, 0.4, NaN].map(Math.fround),
    );
    expect(values.range).toEqual({ first: 10, end: 14 });
  });

  it('are the changed ones where a change has them, and no others', () => {
    expect([10, 11, 12, 13].map((bin) => values.at(bin, changed))).toEqual(
      [0.1, 0.8, 0.3, 0.4].map(Math.fround),
    );
  });

  it('have the largest of all bins that a place overlaps, leaving out those without a value', () => {
    expect(values.max({ start: 1099, end: 1101 })).toBe(Math.fround(0.2));
    expect(values.max({ start: 1000, end: 1100 })).toBe(Math.fround(0.1));
    expect(values.max({ start: 1000, end: 1400 })).toBe(Math.fround(0.4));
    expect(values.max({ start: 1000, end: 1400 }, changed)).toBe(Math.fround(0.8));
    expect(values.max({ start: 1200, end: 1300 })).toBeNaN();
  });
});

describe('targets of an annotation', () => {
  const interval = { contig: 'chr1', start: 1000, end: 5000 };
  const gene = (start: number, end: number, more: Partial<GffFeature> = {}): GffFeature => {
    return { contig: 'chr1', type: 'gene', start, end, strand: '+', attributes: {}, ...more };
  };

  it('lie about the first base of each gene, on its own strand', () => {
    const features = [
      gene(2000, 3000, { attributes: { ID: ['g1'], Name: ['Abc1'] } }),
      gene(2000, 3000, { strand: '-', attributes: { ID: ['g2'] } }),
    ];
    expect(geneTargets(features, interval)).toEqual([
      { contig: 'chr1', start: 1936, end: 2065, name: 'Abc1', gene: 'Abc1', strand: '+' },
      { contig: 'chr1', start: 2935, end: 3064, name: 'g2', gene: 'g2', strand: '-' },
    ]);
  });

  it('are genes of any kind that start inside the interval, and nothing else', () => {
    const features = [
      gene(2000, 3000, { type: 'ncRNA_gene', attributes: { ID: ['a'] } }),
      gene(2000, 3000, { type: 'mRNA', attributes: { ID: ['b'] } }),
      gene(2000, 3000, { contig: 'chr2', attributes: { ID: ['c'] } }),
      gene(900, 3000, { attributes: { ID: ['starts before'] } }),
      gene(4000, 6000, { strand: '-', attributes: { ID: ['starts behind'] } }),
      gene(900, 3000, { strand: '-', attributes: { ID: ['d'] } }),
      gene(2000, 3000),
    ];
    const names = geneTargets(features, interval).map(({ name }) => name);
    expect(names).toEqual(['a', 'd', 'chr1:2001']);
  });
});

describe('targets that a model sees', () => {
  it('are stretches in which one of the tracks reaches the threshold', () => {
    const tracks = [bins([0, 0.6, 0, 0, 0.5, NaN], 20), bins([0, 0, 0.7, 0, 0.9, 0], 20)];
    const interval = { contig: 'chr1', start: 2000, end: 2600 };
    expect(predictedTargets(interval, tracks, 100, 0.5)).toEqual([
      { contig: 'chr1', start: 2100, end: 2300, name: 'chr1:2101-2300', strand: '.' },
      { contig: 'chr1', start: 2400, end: 2500, name: 'chr1:2401-2500', strand: '.' },
    ]);
  });
});

describe('the track that is watched', () => {
  const { manifest } = readModelPackage(join(root, 'native-models/hawk-tutorial'));
  it('is the one named, else expression, else promoter', () => {
    expect(targetTrack(manifest, 'enhancer').id).toBe('enhancer');
    expect(targetTrack(manifest).role).toBe('expression');
    const outputs = manifest.outputs.map((output) =>
      output.kind === 'tracks' && 'weight' in output
        ? { ...output, tracks: output.tracks.filter(({ role }) => role !== 'expression') }
        : output,
    );
    expect(targetTrack({ ...manifest, outputs }).role).toBe('promoter');
  });

  it('is refused where the head has none of that name, or none at all', () => {
    expect(() => targetTrack(manifest, 'entropy')).toThrow(
      'has no track "entropy" in its head; it has enhancer, insulator, promoter, expression.',
    );
    const outputs = [{ kind: 'lm' as const }];
    expect(() => targetTrack({ ...manifest, outputs })).toThrow(
      /has no tracks, so the effect of an element/,
    );
  });
});
