import type { TrackValues } from '../contract/index.ts';
import type { Reply } from '../engine/index.ts';
import type { Manifest } from '../model/index.ts';
import { hasLikelihood, headTracks, likelihoodTracks } from './model-tracks.ts';

/** Puts together the tracks of an interval from what the compute process sends, in any order. */
export class TrackCollector {
  readonly #start: number;
  readonly #manifest: Manifest;
  readonly #likelihood: readonly Float32Array[];
  #head: TrackValues[] = [];

  constructor(manifest: Manifest, interval: { readonly start: number; readonly end: number }) {
    this.#start = interval.start;
    this.#manifest = manifest;
    const length = hasLikelihood(manifest) ? interval.end - interval.start : 0;
    this.#likelihood = likelihoodTracks.map(() => new Float32Array(length));
  }

  take(reply: Reply): void {
    if (reply.kind === 'likelihood' && hasLikelihood(this.#manifest)) {
      const { logLikelihood, entropy, information } = reply;
      [logLikelihood, entropy, information].forEach((values, track) =>
        this.#likelihood[track]!.set(values, reply.start),
      );
    }
    if (reply.kind === 'tracks') {
      const infos = headTracks(this.#manifest);
      this.#head = reply.values.map((values, i) => {
        const info = infos[i]!;
        return { info, start: reply.first * info.bin, values };
      });
    }
  }

  tracks(): TrackValues[] {
    const likelihood = hasLikelihood(this.#manifest)
      ? likelihoodTracks.map((info, track) => {
          return { info, start: this.#start, values: this.#likelihood[track]! };
        })
      : [];
    return [...this.#head, ...likelihood];
  }
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
