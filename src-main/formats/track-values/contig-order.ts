import {
  defined,
  type Contig,
  type Prediction,
  type Region,
  type TrackValues,
} from '../../contract/index.ts';

/** The contigs of a genome, for questions that come once per region. */
export class ContigOrder {
  /** In the order of the FASTA. */
  readonly contigs: readonly Contig[];
  readonly #places: ReadonlyMap<string, { readonly place: number; readonly length: number }>;

  constructor(contigs: readonly Contig[]) {
    this.contigs = contigs;
    this.#places = new Map(contigs.map(({ name, length }, place) => [name, { place, length }]));
  }

  /** Length of a contig in bp; absent where the genome has no such contig. */
  lengthOf(contig: string): number | undefined {
    return this.#places.get(contig)?.length;
  }

  /** Place of a contig among `contigs`, from 0; absent where the genome has no such contig. */
  placeOf(contig: string): number | undefined {
    return this.#places.get(contig)?.place;
  }

  /** Order by contig as in the FASTA, then start, then end; both contigs are of this genome. */
  compare(a: Region, b: Region): number {
    const contigs =
      defined(this.#places.get(a.contig)).place - defined(this.#places.get(b.contig)).place;
    return contigs || a.start - b.start || a.end - b.end;
  }

  /** The predictions in that order. */
  sorted(predictions: readonly Prediction[]): Prediction[] {
    return predictions.toSorted((a, b) => this.compare(a.region, b.region));
  }
}

/** How many of a track's bins begin on a contig of `length` bp. */
export function binsOnContig({ info, start, values }: TrackValues, length: number): number {
  return Math.min(values.length, Math.ceil((length - start) / info.bin));
}
