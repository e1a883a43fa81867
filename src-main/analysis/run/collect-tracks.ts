import { defined, type TrackInfo, type TrackValues } from '../../contract/index.ts';
import { giveBack, type Reply } from '../../engine/index.ts';
import { type Manifest, hasLikelihood, headTracks, likelihoodTracks } from '../../model/index.ts';
import { wholeBins } from '../../sequence/index.ts';

/**
 * Puts together the tracks of an interval from what the compute process sends, in any order. What
 * has not come yet is NaN.
 */
export class TrackCollector {
  readonly #start: number;
  readonly #head: readonly TrackValues[];
  readonly #likelihood: readonly TrackValues[];
  #end: number;

  constructor(manifest: Manifest, interval: { readonly start: number; readonly end: number }) {
    this.#start = this.#end = interval.start;
    this.#head = headTracks(manifest).map((info) => emptyTrack(info, interval));
    const likelihood = hasLikelihood(manifest) ? likelihoodTracks : [];
    this.#likelihood = likelihood.map((info) => emptyTrack(info, interval));
  }

  /** Base up to which a pass has told all there is, in bp of the contig. */
  get end(): number {
    return this.#end;
  }

  /** Likelihoods are given back: a reply's arrays are empty then. */
  take(reply: Reply): void {
    if (reply.kind === 'likelihood') {
      const { start, logLikelihood, entropy, information } = reply;
      const columns = [logLikelihood, entropy, information];
      this.#likelihood.forEach(({ values }, track) => values.set(defined(columns[track]), start));
      this.#end = Math.max(this.#end, this.#start + start + logLikelihood.length);
      columns.forEach(giveBack);
    }
    if (reply.kind === 'tracks') {
      const bins = reply.pieces.flatMap(({ first, values }) =>
        values.map((one) => ({ first, values: one })),
      );
      this.#head.forEach(({ info, start, values }, track) => {
        const { first, values: fresh } = defined(bins[track]);
        values.set(fresh, first - start / info.bin);
      });
    }
  }

  /** The same arrays at every call: they fill as replies are taken. */
  tracks(): TrackValues[] {
    return [...this.#head, ...this.#likelihood];
  }
}

function emptyTrack(
  info: TrackInfo,
  interval: { readonly start: number; readonly end: number },
): TrackValues {
  const { first, count } = wholeBins(interval, info.bin);
  return { info, start: first * info.bin, values: new Float32Array(count).fill(NaN) };
}

/** The values of the bins that overlap `[start, end)`. */
export function cutTrack(track: TrackValues, start: number, end: number): TrackValues {
  const { info, values } = track;
  const from = Math.max(0, Math.floor((start - track.start) / info.bin));
  const to = Math.min(values.length, Math.ceil((end - track.start) / info.bin));
  return {
    info,
    start: track.start + from * info.bin,
    values: values.subarray(from, Math.max(from, to)),
  };
}
