import { besideEffect, type EffectLink, type EffectMap } from '../../contract/index.ts';
import type { Column, TableRow } from '../../formats/table/index.ts';

/** Of what else there is of a pair. */
export function besideColumns(map: EffectMap): Column[] {
  const { spread, background, readings = [], track } = map;
  const { unit } = track;
  const values = (names: readonly string[]): Column[] =>
    names.map((name) => ({ name, kind: 'float32', unit }));
  return [
    ...(spread ? values(['effect_low', 'effect_high']) : []),
    ...(background ? values(['background_mean', 'background_sd']) : []),
    ...(background ? [{ name: 'background_percentile', kind: 'float32', unit: '%' } as const] : []),
    ...values(readings.map(({ id }) => `effect_${id}`)),
  ];
}

/** Undefined where there is no number. */
export function besideCells({
  spread,
  background,
  readings = [],
}: Pick<EffectLink, 'spread' | 'background' | 'readings'>): (number | undefined)[] {
  return [
    ...(spread ? [spread.low, spread.high] : []),
    ...(background ? [background.mean, background.deviation, background.percentile] : []),
    ...readings.map(({ effect }) => effect),
  ].map((value) => (Number.isNaN(value) ? undefined : value));
}

/** `unit`: of the track. */
export const effectColumns = (unit: string): Column[] => [
  { name: 'element', kind: 'text' },
  { name: 'chrom', kind: 'text' },
  { name: 'element_start', kind: 'integer', unit: 'bp', about: '0-based' },
  { name: 'element_end', kind: 'integer', unit: 'bp', about: '0-based, exclusive' },
  { name: 'target', kind: 'text' },
  { name: 'gene_name', kind: 'text' },
  { name: 'target_start', kind: 'integer', unit: 'bp', about: '0-based' },
  { name: 'target_end', kind: 'integer', unit: 'bp', about: '0-based, exclusive' },
  { name: 'gene_strand', kind: 'text' },
  { name: 'distance', kind: 'integer', unit: 'bp', about: 'from middle to middle' },
  { name: 'track_name', kind: 'text' },
  { name: 'value', kind: 'float32', unit },
  { name: 'value_knocked_out', kind: 'float32', unit },
  { name: 'effect', kind: 'float32', unit, about: 'value_knocked_out minus value' },
];

/** Every element with every target. */
export function* tableRows(maps: readonly EffectMap[]): Generator<TableRow> {
  for (const map of maps) {
    for (const [e, element] of map.elements.entries()) {
      for (const [t, target] of map.targets.entries()) {
        const pair = e * map.targets.length + t;
        const effect = map.effects[pair]!;
        const value = map.values[t]!;
        const distance = Math.round((target.start + target.end - element.start - element.end) / 2);
        yield [
          ...[element.name, element.contig, element.start, element.end],
          ...[target.name, target.gene, target.start, target.end, target.strand],
          ...[distance, map.track.id, value, Math.fround(value + effect), effect],
          ...besideCells(besideEffect(map, pair)),
        ];
      }
    }
  }
}
