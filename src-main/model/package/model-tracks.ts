import { MegabaseError, type TrackInfo } from '../../contract/index.ts';
import { tracksOutputs, type Manifest } from '../manifest.ts';
import type { likelihoodIds } from '../outputs/index.ts';

/** What a language-model head says of each base. Colours are safe for colour-blind readers. */
export const likelihoodTracks = [
  {
    id: 'log_likelihood',
    label: 'Log-likelihood of the reference',
    unit: 'natural log',
    role: 'likelihood',
    color: '#3b6fb6',
    bin: 1,
  },
  { id: 'entropy', label: 'Entropy', unit: 'bits', color: '#8a8a8a', bin: 1 },
  { id: 'information', label: 'Information content', unit: 'bits', color: '#c26a00', bin: 1 },
] as const satisfies readonly (TrackInfo & { readonly id: (typeof likelihoodIds)[number] })[];

/** The tracks of the model's own head and of those on it, in their order. */
export function headTracks(manifest: Manifest): TrackInfo[] {
  return tracksOutputs(manifest).flatMap(({ bin, tracks }) =>
    tracks.map(({ id, label, unit, color, role, strand }) => {
      return { id, label, unit, color, bin, ...(role && { role }), ...(strand && { strand }) };
    }),
  );
}

/**
 * Ids of the tracks whose values may be below 0: those without an activation that are no probabilities, which a
 * graph may have made itself.
 */
export function signedTracks(manifest: Manifest): ReadonlySet<string> {
  return new Set(
    tracksOutputs(manifest).flatMap(({ activation, tracks }) =>
      tracks
        .filter(({ unit }) => activation === 'none' && unit !== 'probability')
        .map(({ id }) => id),
    ),
  );
}

/** A track of a head, and the strand that it tells of; both where absent. */
export interface StrandedTrack {
  readonly info: TrackInfo;
  readonly strand: '+' | '-' | undefined;
}

/** The tracks of a role, of the model's own head and of those on it, in their order. */
export function tracksOfRole(manifest: Manifest, role: TrackInfo['role']): StrandedTrack[] {
  const strands = tracksOutputs(manifest).flatMap(({ tracks }) => tracks.map((one) => one.strand));
  return headTracks(manifest)
    .map((info, i) => ({ info, strand: strands[i] }))
    .filter(({ info }) => info.role === role);
}

export function hasLikelihood(manifest: Manifest): boolean {
  return manifest.outputs.some((output) => output.kind === 'lm');
}

/**
 * What scores of variants by this model lack, in a sentence; undefined where it has a likelihood or a head
 * for variants.
 */
export function variantLimit(manifest: Manifest): string | undefined {
  const { name, variantEffects, outputs } = manifest;
  if (hasLikelihood(manifest) || outputs.some(({ kind }) => kind === 'variant')) return undefined;
  const lacks = `${name} gives no likelihood: variants have no log-likelihood ratio, only changes of its tracks.`;
  return variantEffects === 'none'
    ? `${lacks} These do not tell harmful variants from harmless ones.`
    : lacks;
}

/** All tracks that a run with this model gives. */
export function modelTracks(manifest: Manifest): TrackInfo[] {
  return [...headTracks(manifest), ...(hasLikelihood(manifest) ? likelihoodTracks : [])];
}

/**
 * bp after which the bins of all of a model's tracks lie alike: intervals end there, and what lies alike
 * between such borders is the same run.
 */
export function commonBin(manifest: Manifest): number {
  return modelTracks(manifest).reduce((common, { bin }) => leastCommonMultiple(common, bin), 1);
}

export function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (a / divisor) * b;
}

/**
 * The tracks to show: those named, in that order; without names the head's, or the likelihoods of a
 * model that has no other. Error: `track-unknown`.
 */
export function chooseTracks(manifest: Manifest, names?: readonly string[]): TrackInfo[] {
  const all = modelTracks(manifest);
  if (names === undefined) {
    const head = headTracks(manifest);
    return head.length > 0 ? head : all;
  }
  return [...new Set(names)].map((name) => {
    const track = all.find(({ id }) => id === name);
    if (track) return track;
    const known = all.map(({ id }) => id).join(', ');
    throw new MegabaseError(
      'track-unknown',
      `The model ${manifest.name} has no track "${name}"; it has ${known}.`,
    );
  });
}
