import {
  labelOf,
  type VariantColumn,
  type VariantFilter,
  type VariantPoints,
  type VariantRange,
  defined,
} from '../../../contract/index.ts';
import type { RowColumns } from './row-columns.ts';

export interface OrderRequest {
  readonly sort: VariantColumn;
  readonly descending: boolean;
  readonly filter: VariantFilter;
}

/** The order of rows by each column, and what the last request left of them. */
export class RowOrder {
  readonly #columns: RowColumns;
  /** Rows in ascending order, those without a value not among them. */
  readonly #sorted = new Map<VariantColumn, { ascending: Uint32Array; missing: Uint32Array }>();
  #last: { readonly key: string; readonly rows: Uint32Array } | undefined;

  constructor(columns: RowColumns) {
    this.#columns = columns;
  }

  /**
   * Numbers of the rows that pass the filter, in order; rows alike are in the file's order, and those
   * without a value stand last either way.
   */
  find(request: OrderRequest): Uint32Array {
    const key = JSON.stringify(request);
    if (this.#last?.key !== key) this.#last = { key, rows: this.#find(request) };
    return this.#last.rows;
  }

  #find({ sort, descending, filter }: OrderRequest): Uint32Array {
    const { ascending, missing } = this.#sortBy(sort);
    const order = descending ? this.#reversed(sort, ascending) : ascending;
    const rows = new Uint32Array(this.#columns.count);
    rows.set(order);
    rows.set(missing, order.length);
    const passes = this.#passes(filter);
    return passes ? rows.filter(passes) : rows;
  }

  #sortBy(column: VariantColumn) {
    const known = this.#sorted.get(column);
    if (known) return known;
    const key = this.#keyOf(column);
    const all = Uint32Array.from(key, (_, row) => row);
    const missing = all.filter((row) => Number.isNaN(key[row]!));
    const ascending = all
      .filter((row) => !Number.isNaN(key[row]!))
      .sort((a, b) => key[a]! - key[b]! || a - b);
    const sorted = { ascending, missing };
    this.#sorted.set(column, sorted);
    return sorted;
  }

  #keyOf(column: VariantColumn): Float64Array {
    const { keys, points, count } = this.#columns;
    const label = labelOf(column);
    if (label === undefined) return keys[column as keyof typeof keys];
    return valuesOfHead(points, label) ?? new Float64Array(count).fill(NaN);
  }

  /** The other way round, rows alike still in the file's order. */
  #reversed(column: VariantColumn, ascending: Uint32Array): Uint32Array {
    const key = this.#keyOf(column);
    const rows = ascending.toReversed();
    for (let start = 0; start < rows.length;) {
      let end = start + 1;
      while (end < rows.length && key[rows[end]!] === key[rows[start]!]) end++;
      rows.subarray(start, end).reverse();
      start = end;
    }
    return rows;
  }

  #passes({ text = '', scoredOnly = false, least = 0, within = [] }: VariantFilter) {
    const { texts, scored, effect, points } = this.#columns;
    const wanted = text.trim().toLowerCase();
    const ranges = within.map((range) => passesRange(range, points));
    if (wanted === '' && !scoredOnly && !(least > 0) && ranges.length === 0) return undefined;
    return (row: number) =>
      (!scoredOnly || scored[row] === 1) &&
      (!(least > 0) || defined(effect[row]) >= least) &&
      ranges.every((passes) => passes(row)) &&
      (wanted === '' || defined(texts[row]).includes(wanted));
  }
}

/** Of a label that no row has, such as of a head that was taken away, nothing. */
function valuesOfHead({ heads }: VariantPoints, label: string): Float64Array | undefined {
  return Object.hasOwn(heads, label) ? heads[label] : undefined;
}

function passesRange(range: VariantRange, points: VariantPoints): (row: number) => boolean {
  if (range.column === 'position') {
    const { contigs, contig, position } = points;
    const [first, last] = [range.from, range.to].map((end) => contigs.indexOf(end.contig));
    // Nothing lies between places of which one is not on the genome.
    if (first === undefined || last === undefined || first < 0 || last < 0) return () => false;
    const { from, to } = range;
    return (row) => {
      const [own, at] = [defined(contig[row]), defined(position[row])];
      const isAfter = own > first || (own === first && at >= from.position);
      const isBefore = own < last || (own === last && at <= to.position);
      return isAfter && isBefore;
    };
  }
  const { column, min, max } = range;
  const label = labelOf(column);
  const values =
    label === undefined
      ? points.values[column as keyof typeof points.values]
      : valuesOfHead(points, label);
  // NaN is in no range.
  return (row) => {
    const own = values?.[row] ?? NaN;
    return own >= min && own <= max;
  };
}
