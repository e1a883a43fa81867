import type { GraphManifest, GraphTracksOutput, TokensInput } from './manifest.ts';

/** Tokens that stand for `length` bp of known bases, those before and behind them included. */
export function tileTokens({ vocabulary, before, after }: TokensInput, length: number): number {
  const own = vocabulary.kind === 'letters' ? length : wholeTokens(vocabulary, length);
  return (before?.length ?? 0) + own + (after?.length ?? 0);
}

function wholeTokens(
  { k, letters }: { readonly k: number; readonly letters?: object | undefined },
  length: number,
): number {
  return letters === undefined ? Math.ceil(length / k) : Math.floor(length / k) + (length % k);
}

/** Least number of tracks that an output must have for all that are named. */
export function tracksChannels({ tracks }: GraphTracksOutput): number {
  return 1 + Math.max(...tracks.map(({ channel }, i) => channel ?? i));
}

/** bp in a tile's middle whose values count. */
export function tileCentre({ tiling, outputs }: GraphManifest): number {
  const crops = outputs.map((output) => (output.kind === 'tracks' ? (output.crop ?? 0) : 0));
  return tiling.centre ?? tiling.length - 2 * Math.max(...crops);
}

/** bp of the widest value, to whose borders tiles are aligned. */
export function tileBin({ outputs }: GraphManifest): number {
  return Math.max(...outputs.map((output) => (output.kind === 'tracks' ? output.bin : 1)));
}
