import type { EffectMap, ProjectMap, Region } from '../../src-main/contract/index.ts';

const contig = 'chrT1';
const interval: Region = { contig, start: 0, end: 1_000_000 };
const identity = {
  ...{ id: 'small', name: 'Small model', version: '1.0.0' },
  ...{ family: 'hawk', hash: 'a'.repeat(64) },
};

/**
 * A map whose arcs stand beside each other, from 508 to 563, to 664 and to 700 kbp: the left element
 * keeps both genes active, the right one holds the second down a little.
 */
export const smallMap: EffectMap = {
  model: identity,
  interval,
  track: { id: 'promoter', label: 'Promoter', unit: 'probability', color: '#d04648', bin: 128 },
  knockOut: { kind: 'shuffle', times: 3 },
  tolerance: 0.01,
  elements: [
    { contig, start: 563_072, end: 563_200, name: 'left enhancer' },
    { contig, start: 700_000, end: 700_128, name: 'right element' },
  ],
  targets: [
    { contig, start: 507_938, end: 508_067, name: 'T1G083', gene: 'T1G083', strand: '-' },
    { contig, start: 663_585, end: 663_714, name: 'T1G089', gene: 'T1G089', strand: '+' },
  ],
  values: Float32Array.of(0.75, 0.5),
  effects: Float32Array.of(-0.5, -0.25, -0.015625, 0.125),
  background: {
    places: 40,
    means: Float32Array.of(-0.03125, 0, 0, 0),
    deviations: Float32Array.of(0.0625, 0.03125, 0.03125, 0.03125),
    percentiles: Float32Array.of(97.5, 100, 20, 95),
  },
  spread: {
    lows: Float32Array.of(-0.625, -0.25, -0.03125, 0.0625),
    highs: Float32Array.of(-0.375, -0.25, 0, 0.25),
  },
};

export function projectMap(id: string): ProjectMap {
  return {
    ...{ id, interval, region: { contig, start: 500_000, end: 720_000 }, model: identity },
    elements: { kind: 'track', track: 'promoter', threshold: 0.5 },
    ...{ track: 'promoter', knockOut: { kind: 'n' }, elementCount: 2, targetCount: 2 },
    ...{ createdAt: '2026-11-22T10:00:00Z', shown: true },
  };
}
