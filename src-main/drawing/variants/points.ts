import {
  boundsOf,
  contigNamed,
  pointColumns,
  type Contig,
  type HeadLabel,
  type PointColumn,
  type VariantPoints,
} from '../../contract/index.ts';
import { withUnit } from '../with-unit.ts';
import type { VariantPlaces } from './genome-axis.ts';
import type { VariantAxis } from './plot.ts';

/** What the titles of axes are made of. */
export interface AxisWords {
  /** The readout track with its unit: `Expression (probability)`; absent for a model without tracks. */
  readonly track?: string | undefined;
  /** The ratio is the one with the variant's bases masked. */
  readonly masked: boolean;
  readonly labels?: readonly HeadLabel[] | undefined;
}

/** Where rows stand, of a genome with these contigs. */
export function placesOf(points: VariantPoints, contigs: readonly Contig[]): VariantPlaces {
  const { contig, position } = points;
  const named = points.contigs.map((name) => {
    const known = contigNamed(contigs, name);
    return { name, ...(known ? boundsOf(known) : { start: 0, end: 1 }) };
  });
  return { contigs: named, contig, position };
}

/** All that can be drawn of rows: columns of which at least one row has a value, effects first. */
export function variantAxes(points: VariantPoints, words: AxisWords): VariantAxis[] {
  const { values, heads } = points;
  const { labels = [] } = words;
  const columns: readonly VariantAxis[] = [
    ...pointColumns.map((column): VariantAxis => {
      const title = titleOf(column, words);
      return { column, title, values: values[column], hasSign: true };
    }),
    ...labels.map((head): VariantAxis => {
      const values = heads[head.id] ?? new Float64Array();
      return { column: `head:${head.id}`, title: withUnit(head), values, hasSign: false };
    }),
  ];
  const order: readonly PointColumn[] = ['distal', 'local', 'score'];
  const place = ({ column }: VariantAxis) =>
    (order.indexOf(column) + order.length + 1) % (order.length + 1);
  return columns
    .filter((axis) => axis.values.some((value) => !Number.isNaN(value)))
    .toSorted((a, b) => place(a) - place(b));
}

function titleOf(column: (typeof pointColumns)[number], { track, masked }: AxisWords): string {
  switch (column) {
    case 'score':
      return `LLR${masked ? ', bases masked' : ''}, ln P(alt)/P(ref)`;
    case 'rank':
      return 'Rank among common variants';
    case 'local':
      return 'Local effect, the largest of any track';
    case 'distal':
      return track === undefined ? 'Distal effect' : `Distal effect on ${track}`;
    case 'distance':
      return 'Distance to the target with the largest effect, bp';
  }
}
