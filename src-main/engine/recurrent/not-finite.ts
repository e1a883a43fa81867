import { MegabaseError, type Direction, defined } from '../../contract/index.ts';
import { firstNotFinite, nameNotFinite, type Network, type TrackHead } from '../../model/index.ts';
import type { ScanFault } from './scan-fault.ts';

/** Where a directional scan was when its numbers ended; layer, strand count from 0. */
export interface FaultPlace {
  readonly layer: number;
  readonly strand: number;
  readonly direction: Direction;
  /** Contig coordinate, 0-based. */
  readonly base: number;
  /** Contig coordinate, 0-based, of the first change, in a changed sequence. */
  readonly changedAt?: number | undefined;
}

/** Error `not-finite`: says in which layer, strand and direction, and at which base, numbers ended. */
export function layerNotFinite(
  { layers, strands }: Pick<Network, 'layers' | 'strands'>,
  { value, from }: ScanFault,
  { layer, strand, direction, base, changedAt }: FaultPlace,
): MegabaseError {
  // What entered a layer is what the one before gave, and what the embedding gives is its weights.
  const origin = from === 'residual' ? layer - 1 : layer;
  const what = origin < 0 ? 'the embedding' : `layer ${origin + 1} of ${layers.length}`;
  const way = from === 'residual' ? undefined : from === 'partial' ? 'forward' : direction;
  const read = way === undefined || way === 'both' ? '' : `, reading ${wayText[way]},`;
  const own = strands === 1 ? '' : ` of the ${strand === 0 ? 'given' : 'reverse'} strand`;
  return new MegabaseError(
    'not-finite',
    `${changedText(changedAt)}${what}${read} gives ${nameNotFinite(value)}${own} first at base ` +
      `${baseText(base)}.`,
  );
}

/** Error `not-finite` where what a head gives, `[t, columns]`, is not all numbers. */
export function expectFiniteOutput(
  output: 'logits' | 'tracks' | 'hidden' | 'features',
  values: Float32Array,
  trackHeads: readonly TrackHead[],
  place: {
    readonly tokens: number;
    /** Contig coordinate of a token of `values`, 0-based. */
    readonly baseOf: (token: number) => number;
    readonly changedAt?: number | undefined;
  },
): void {
  const at = firstNotFinite(values);
  if (at < 0) return;
  const width = values.length / place.tokens;
  const base = place.baseOf(Math.floor(at / width));
  const ids = trackHeads.flatMap((head) => head.output.tracks.map(({ id }) => id));
  const name = output === 'tracks' ? `the track "${ids[at % width]}"` : outputText[output];
  throw outputNotFinite(name, defined(values[at]), { base, changedAt: place.changedAt });
}

const outputText = {
  logits: 'the language-model head',
  hidden: 'the last hidden state',
  features: 'the last hidden state',
};

/** Error `not-finite`: says which of a model's outputs, and at which base. */
function outputNotFinite(
  output: string,
  value: number,
  { base, changedAt }: Pick<FaultPlace, 'base' | 'changedAt'>,
): MegabaseError {
  return new MegabaseError(
    'not-finite',
    `${changedText(changedAt)}${output} gives ${nameNotFinite(value)} first at base ${baseText(base)}.`,
  );
}

const wayText = { forward: 'forwards', reverse: 'backwards' };

function changedText(changedAt: number | undefined): string {
  return changedAt === undefined
    ? 'The computation gave no numbers: '
    : `With the change at base ${baseText(changedAt)} the computation gave no numbers: `;
}

/** As people count, from 1. */
function baseText(base: number): string {
  return `${(base + 1).toLocaleString('en-US')} of the contig`;
}
