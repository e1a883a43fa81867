import {
  changeOf,
  largestDistal,
  largestEffect,
  largestLocal,
  shownRank,
  shownScore,
  type variantColumns,
  type VariantRow,
  defined,
} from '../../contract/index.ts';

/** What rows are sorted and filtered by: numbers a column, NaN where a row has nothing there. */
export interface RowColumns {
  readonly count: number;
  readonly keys: Readonly<Record<(typeof variantColumns)[number], Float64Array>>;
  /** The same of the scores of heads, by label. */
  readonly heads: ReadonlyMap<string, Float64Array>;
  /** Largest effect, local or distal, without its sign. */
  readonly effect: Float64Array;
  /** 1 where a row has scores. */
  readonly scored: Uint8Array;
  /** Lower case, what a text is looked for in. */
  readonly texts: readonly string[];
}

/** Takes rows one by one; what they are sorted by is kept, the rows themselves are not. */
export class ColumnsBuilder {
  readonly #contigs: ReadonlyMap<string, number>;
  readonly #masked: boolean;
  readonly #contig: number[] = [];
  readonly #numbers = {
    ...{ position: [], score: [], rank: [], local: [], distal: [], distance: [] },
  } as Record<'position' | 'score' | 'rank' | 'local' | 'distal' | 'distance', number[]>;
  readonly #words = { change: [], genotype: [], gene: [], reason: [] } as Record<
    'change' | 'genotype' | 'gene' | 'reason',
    (string | undefined)[]
  >;
  /** By label; of a row without that score there is nothing. */
  readonly #heads = new Map<string, number[]>();
  readonly #effect: number[] = [];
  readonly #scored: number[] = [];
  readonly #texts: string[] = [];

  /** `contigs`: in the order in which positions are sorted. */
  constructor(contigs: readonly string[], masked: boolean) {
    this.#contigs = new Map(contigs.map((name, i) => [name, i]));
    this.#masked = masked;
  }

  add(row: VariantRow): void {
    const { scores, place, stated } = row;
    const local = largestLocal(scores);
    const distal = largestDistal(scores);
    const gene = distal && (distal.target.gene ?? distal.target.name);
    const contig = place?.contig ?? stated?.contig;
    for (const { label, value } of scores?.heads ?? []) {
      const values = this.#heads.get(label) ?? [];
      values[this.#contig.length] = value;
      this.#heads.set(label, values);
    }
    // What lies on a contig that the genome does not have comes behind all others.
    this.#contig.push(
      contig === undefined ? NaN : (this.#contigs.get(contig) ?? this.#contigs.size),
    );
    this.#numbers.position.push(place?.start ?? stated?.pos ?? NaN);
    this.#numbers.score.push(shownScore(scores, { masked: this.#masked }) ?? NaN);
    this.#numbers.rank.push(shownRank(scores, { masked: this.#masked }) ?? NaN);
    this.#numbers.local.push(Math.abs(local?.effect ?? NaN));
    this.#numbers.distal.push(Math.abs(distal?.effect ?? NaN));
    this.#numbers.distance.push(distal?.distance ?? NaN);
    this.#words.change.push(changeOf(row));
    this.#words.genotype.push(row.genotype);
    this.#words.gene.push(gene);
    this.#words.reason.push(row.reason?.code);
    this.#effect.push(scores ? largestEffect(scores) : NaN);
    this.#scored.push(scores ? 1 : 0);
    const genes = scores?.distal.map(({ target }) => target.gene ?? target.name) ?? [];
    this.#texts.push([row.id, ...genes].join(' ').toLowerCase());
  }

  build(): RowColumns {
    const { position, score, rank, local, distal, distance } = this.#numbers;
    const { change, genotype, gene, reason } = this.#words;
    const order = Uint32Array.from(position, (_, row) => row).sort(
      (a, b) =>
        ascending(defined(this.#contig[a]), defined(this.#contig[b])) ||
        ascending(defined(position[a]), defined(position[b])) ||
        a - b,
    );
    const ranks = new Float64Array(order.length);
    order.forEach((row, rank) => (ranks[row] = Number.isNaN(defined(position[row])) ? NaN : rank));
    return {
      count: order.length,
      keys: {
        position: ranks,
        change: rankWords(change),
        genotype: rankWords(genotype),
        score: Float64Array.from(score),
        rank: Float64Array.from(rank),
        local: Float64Array.from(local),
        distal: Float64Array.from(distal),
        gene: rankWords(gene),
        distance: Float64Array.from(distance),
        reason: rankWords(reason),
      },
      heads: new Map(
        [...this.#heads].map(([label, values]) => [
          label,
          Float64Array.from({ length: order.length }, (_, row) => values[row] ?? NaN),
        ]),
      ),
      effect: Float64Array.from(this.#effect),
      scored: Uint8Array.from(this.#scored),
      texts: this.#texts,
    };
  }
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
