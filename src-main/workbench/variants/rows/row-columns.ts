import {
  changeOf,
  largestDistal,
  largestEffect,
  type variantColumns,
  type VariantPoints,
  type VariantRow,
} from '../../../contract/index.ts';
import { PointColumns } from '../../../analysis/variants/index.ts';

/** What rows are sorted and filtered by: numbers a column, NaN where a row has nothing there. */
export interface RowColumns {
  readonly count: number;
  readonly keys: Readonly<Record<(typeof variantColumns)[number], Float64Array>>;
  /** What is drawn of them. */
  readonly points: VariantPoints;
  /** Largest effect, local or distal, without its sign. */
  readonly effect: Float64Array;
  /** 1 where a row has scores. */
  readonly scored: Uint8Array;
  /** Lower case, what a text is looked for in. */
  readonly texts: readonly string[];
}

/** Takes rows one by one; what they are sorted by is kept, the rows themselves are not. */
export class ColumnsBuilder {
  readonly #points: PointColumns;
  readonly #words = { change: [], genotype: [], gene: [], reason: [] } as Record<
    'change' | 'genotype' | 'gene' | 'reason',
    (string | undefined)[]
  >;
  readonly #effect: number[] = [];
  readonly #scored: number[] = [];
  readonly #texts: string[] = [];

  /** `contigs`: in the order in which positions are sorted. */
  constructor(contigs: readonly string[], masked: boolean) {
    this.#points = new PointColumns(contigs, masked);
  }

  add(row: VariantRow): void {
    const { scores } = row;
    const distal = largestDistal(scores);
    this.#points.add(row);
    this.#words.change.push(changeOf(row));
    this.#words.genotype.push(row.genotype);
    this.#words.gene.push(distal && (distal.target.gene ?? distal.target.name));
    this.#words.reason.push(row.reason?.code);
    this.#effect.push(scores ? largestEffect(scores) : NaN);
    this.#scored.push(scores ? 1 : 0);
    const genes = scores?.distal.map(({ target }) => target.gene ?? target.name) ?? [];
    this.#texts.push([row.id, ...genes].join(' ').toLowerCase());
  }

  build(): RowColumns {
    const points = this.#points.build();
    const { score, rank, local, distal, distance } = points.values;
    const { change, genotype, gene, reason } = this.#words;
    return {
      count: points.position.length,
      keys: {
        position: rankPlaces(points),
        change: rankWords(change),
        genotype: rankWords(genotype),
        ...{ score, rank, local: local.map(Math.abs), distal: distal.map(Math.abs), distance },
        gene: rankWords(gene),
        reason: rankWords(reason),
      },
      points,
      effect: Float64Array.from(this.#effect),
      scored: Uint8Array.from(this.#scored),
      texts: this.#texts,
    };
  }
}

/** Each row's place among all, by contig and position; NaN of one that stands nowhere. */
function rankPlaces({ contigs, contig, position }: VariantPoints): Float64Array {
  // What lies on a contig that the genome does not have comes behind all others.
  const contigOf = (row: number) => {
    const own = contig[row] ?? -1;
    return own < 0 ? contigs.length : own;
  };
  const order = Uint32Array.from(position, (_, row) => row).sort(
    (a, b) => contigOf(a) - contigOf(b) || ascending(position[a]!, position[b]!) || a - b,
  );
  const ranks = new Float64Array(order.length);
  order.forEach((row, rank) => (ranks[row] = Number.isNaN(position[row]) ? NaN : rank));
  return ranks;
}

/** NaN behind all numbers. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

/** Each word's place among all, so that they are compared as numbers. */
function rankWords(words: readonly (string | undefined)[]): Float64Array {
  const all = [...new Set(words)].filter((word) => word !== undefined).sort();
  const ranks = new Map<string | undefined, number>(all.map((word, rank) => [word, rank]));
  return Float64Array.from(words, (word) => ranks.get(word) ?? NaN);
}
