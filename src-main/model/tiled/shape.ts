import { MegabaseError } from '../../contract/index.ts';
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
  return 1 + Math.max(...tracks.map(({ channel, swap }) => Math.max(channel, swap ?? 0)));
}

/** What the geometry of tiles is told by. */
interface Tiled {
  readonly tiling: GraphManifest['tiling'];
  readonly outputs: readonly { readonly kind: string }[];
}

/** bp in a tile's middle whose values count. */
export function tileCentre({ tiling, outputs }: Tiled): number {
  return tiling.centre ?? tiling.length - 2 * Math.max(...outputs.map(cropOf));
}

/** bp of the widest value, to whose borders tiles are aligned. */
export function tileBin({ outputs }: Pick<Tiled, 'outputs'>): number {
  return Math.max(...outputs.map((one) => ('bin' in one && Number(one.bin)) || 1));
}

/** How a graph's tiles lie, in bp. */
export interface TileForm {
  /** That the graph reads at once. */
  readonly length: number;
  /** In a tile's middle, whose values count. */
  readonly centre: number;
  /** On either side of the centre: the context that every value has. */
  readonly margin: number;
  /** At either end without a value. */
  readonly crop: number;
  /** Of the widest value. */
  readonly bin: number;
  /** Where tiles may be shorter: no shorter than this, and a multiple of so many. */
  readonly shorter: { readonly shortest: number; readonly multipleOf: number } | undefined;
}

export function tileForm(manifest: Tiled): TileForm {
  const { length, shortest, multipleOf = 1 } = manifest.tiling;
  const centre = tileCentre(manifest);
  return {
    length,
    centre,
    margin: (length - centre) / 2,
    crop: Math.max(...manifest.outputs.map(cropOf)),
    bin: tileBin(manifest),
    shorter: shortest === undefined ? undefined : { shortest, multipleOf },
  };
}

/** Values with less context than the margin would be wrong in silence. Error: `usage`. */
export function expectMargin(
  manifest: Tiled & { readonly name: string },
  flank: number | undefined,
): void {
  const { margin, length } = tileForm(manifest);
  if (flank === undefined || flank >= margin) return;
  const bp = (value: number) => `${value.toLocaleString('en-US')} bp`;
  throw new MegabaseError(
    'usage',
    `A flank of ${bp(flank)} is too short for ${manifest.name}: its tiles of ${bp(length)} need ` +
      `${bp(margin)} on either side of what they predict. Leave the flank out, or give ${bp(margin)} or more.`,
  );
}

function cropOf(output: object): number {
  return ('crop' in output && Number(output.crop)) || 0;
}
