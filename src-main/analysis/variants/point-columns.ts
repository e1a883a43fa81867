import {
  largestDistal,
  largestLocal,
  shownRank,
  shownScore,
  type VariantPoints,
  type VariantRow,
} from '../../contract/index.ts';

/** Takes rows one by one and keeps of them what pictures show. */
export class PointColumns {
  readonly #contigs: ReadonlyMap<string, number>;
  readonly #masked: boolean;
  readonly #contig: number[] = [];
  readonly #position: number[] = [];
  readonly #values = {
    ...{ score: [], rank: [], local: [], distal: [], distance: [] },
  } as Record<keyof VariantPoints['values'], number[]>;
  /** By label; of a row without that score there is nothing. */
  readonly #heads = new Map<string, number[]>();

  /** `contigs`: the genome's, in its order; `masked`: the ratio is the masked one. */
  constructor(contigs: readonly string[], masked: boolean) {
    this.#contigs = new Map(contigs.map((name, i) => [name, i]));
    this.#masked = masked;
  }

  add({ scores, place, stated }: VariantRow): void {
    for (const { label, value } of scores?.heads ?? []) {
      const values = this.#heads.get(label) ?? [];
      values[this.#contig.length] = value;
      this.#heads.set(label, values);
    }
    this.#contig.push(this.#contigs.get(place?.contig ?? stated?.contig ?? '') ?? -1);
    this.#position.push(place?.start ?? stated?.pos ?? NaN);
    const distal = largestDistal(scores);
    const set = { masked: this.#masked };
    this.#values.score.push(shownScore(scores, set) ?? NaN);
    this.#values.rank.push(shownRank(scores, set) ?? NaN);
    this.#values.local.push(largestLocal(scores)?.effect ?? NaN);
    this.#values.distal.push(distal?.effect ?? NaN);
    this.#values.distance.push(distal?.distance ?? NaN);
  }

  build(): VariantPoints {
    const { score, rank, local, distal, distance } = this.#values;
    const { length } = this.#position;
    return {
      contigs: [...this.#contigs.keys()],
      contig: Int32Array.from(this.#contig),
      position: Float64Array.from(this.#position),
      values: {
        ...{ score: Float64Array.from(score), rank: Float64Array.from(rank) },
        ...{ local: Float64Array.from(local), distal: Float64Array.from(distal) },
        distance: Float64Array.from(distance),
      },
      heads: Object.fromEntries(
        [...this.#heads].map(([label, values]) => [
          label,
          Float64Array.from({ length }, (_, row) => values[row] ?? NaN),
        ]),
      ),
    };
  }
}
