import type { TrackHead } from '../../../model/index.ts';
import { BinMeans } from './bin-means.ts';
import type { BinPiece } from '../../jobs/index.ts';

/** The bins of all heads that give tracks, from the per-base values of all their tracks side by side. */
export class HeadBins {
  readonly #means: readonly BinMeans[];

  constructor(
    heads: readonly TrackHead[],
    interval: { readonly start: number; readonly end: number },
  ) {
    const of = heads.reduce((sum, { bias }) => sum + bias.length, 0);
    let from = 0;
    this.#means = heads.map(({ output, bias }) => {
      const columns = { from, of };
      from += bias.length;
      return new BinMeans(output, bias, interval, columns);
    });
  }

  /** As `BinMeans.add`, `values [t, tracks of all heads]`; a piece a head. */
  add(start: number, values: Float32Array): BinPiece[] {
    return this.#means.map((means) => means.add(start, values));
  }
}
