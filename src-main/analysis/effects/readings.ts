import {
  defined,
  MegabaseError,
  type EffectMap,
  type EffectReading,
  type TrackInfo,
} from '../../contract/index.ts';
import type { PartialReading } from '../../engine/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import {
  headTracks,
  memberNames,
  otherStrand,
  strandAnswers,
  tracksOutputs,
  type Manifest,
} from '../../model/index.ts';

/** Which answers to a question are wanted beside the model's own. */
export interface ReadingChoice {
  /** Each strand's. */
  readonly strands?: boolean | undefined;
  /** Each member's, of a model that has several. */
  readonly members?: boolean | undefined;
  /** Those of other models. */
  readonly models?: readonly LoadedModel[] | undefined;
}

/** A reading that is wanted, and how it is had. */
export interface WantedReading extends Pick<EffectReading, 'kind' | 'id' | 'label'> {
  /** That of the map itself where both are absent. */
  readonly reading?: PartialReading | undefined;
  readonly track?: TrackInfo | undefined;
  /** Another than the map's. */
  readonly model?: LoadedModel | undefined;
}

interface WantedReadings {
  readonly readings: readonly WantedReading[];
  /** In sentences, of which there are none, since all would be the same. */
  readonly notes: readonly string[];
}

/**
 * The readings that are wanted of a readout track. Error: `usage` for a track of one strand without a
 * counterpart; `track-unknown` for another model that has no such track.
 */
export function wantedReadings(
  loaded: LoadedModel,
  track: TrackInfo,
  { strands, members, models = [] }: ReadingChoice,
): WantedReadings {
  const { model, identity } = loaded;
  const answers = strandAnswers(model);
  const alone =
    strands && answers !== 'equal' ? strandReadings(model.manifest, track, answers) : [];
  const others = models.map((other): WantedReading => {
    const { id, name, version } = other.identity;
    const own = sameTrack(other.model.manifest, track);
    return { kind: 'model', id, label: `${name} ${version}`, model: other, track: own };
  });
  const ofMembers = members ? memberReadings(model) : [];
  const readings = [...alone, ...ofMembers, ...others];
  const ids = readings.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new MegabaseError('usage', `Two readings are called "${twice}"; name each model once.`);
  }
  return {
    readings,
    notes: [
      ...(strands && answers === 'equal' ? [equalStrands(identity)] : []),
      ...(members && ofMembers.length === 0 ? [noMembers(identity)] : []),
    ],
  };
}

/** The same of a model's tracks and ratios where they stand, whatever is watched. */
export function wantedAnswers(
  { model, identity }: LoadedModel,
  { strands, members }: Pick<ReadingChoice, 'strands' | 'members'>,
): WantedReadings {
  const answers = strandAnswers(model);
  const ofMembers = members ? memberReadings(model) : [];
  const isApart = answers === 'joined' || answers === 'forward';
  const tracks = `${identity.name} has tracks for each strand: what they say stands there by itself.`;
  return {
    readings: [...(strands && isApart ? bothStrands(answers) : []), ...ofMembers],
    notes: [
      ...(strands && answers === 'equal' ? [equalStrands(identity)] : []),
      ...(strands && answers === 'tracks' ? [tracks] : []),
      ...(members && ofMembers.length === 0 ? [noMembers(identity)] : []),
    ],
  };
}

const forward = { kind: 'strand', id: 'forward', label: 'forward strand' } as const;
const reverse = { kind: 'strand', id: 'reverse', label: 'reverse strand' } as const;

function bothStrands(answers: 'joined' | 'forward'): WantedReading[] {
  return [
    // The model's own answer is that of the strand that it is given.
    answers === 'joined' ? { ...forward, reading: { strand: 'forward' } } : forward,
    { ...reverse, reading: { strand: 'reverse' } },
  ];
}

function memberReadings(model: LoadedModel['model']): WantedReading[] {
  return memberNames(model).map((name, member) => {
    const id = name.replace(/\.onnx$/, '');
    return { kind: 'member', id, label: `member ${id}`, reading: { member } };
  });
}

function equalStrands({ name }: { readonly name: string }): string {
  return (
    `${name} says the same of both strands by how it is made (its weights are shared between them), so no ` +
    'effect stands on one strand alone.'
  );
}

function noMembers({ name }: { readonly name: string }): string {
  return `${name} is one model: it has no members to tell apart.`;
}

function strandReadings(
  manifest: Manifest,
  track: TrackInfo,
  answers: 'tracks' | 'joined' | 'forward',
): WantedReading[] {
  // Which track tells of the other strand stands in the manifest of a model that joins them.
  if (answers === 'joined') return bothStrands(answers);
  const output = tracksOutputs(manifest).find(({ tracks }) =>
    tracks.some(({ id }) => id === track.id),
  );
  const own = output?.tracks.findIndex(({ id }) => id === track.id) ?? 0;
  const other = output?.tracks[otherStrand(output.tracks)[own] ?? -1];
  if (other === undefined) {
    throw new MegabaseError(
      'usage',
      `The track "${track.id}" tells of one strand, and ${manifest.name} has no single track that tells the same of the ` +
        'other; choose another one by --target-track.',
    );
  }
  if (answers === 'forward') return bothStrands(answers);
  const twin = defined(headTracks(manifest).find(({ id }) => id === other.id));
  const [plus, minus] = track.strand === '-' ? [twin, track] : [track, twin];
  return [
    { ...forward, track: plus },
    { ...reverse, track: minus },
  ];
}

/** The track of another model that says the same: by its id, else the only one of its role, of the same unit. */
function sameTrack(manifest: Manifest, { id, role, unit, label }: TrackInfo): TrackInfo {
  const alike = headTracks(manifest).filter((one) => one.unit === unit);
  const ofRole = role === undefined ? [] : alike.filter((one) => one.role === role);
  const found = alike.find((one) => one.id === id) ?? (ofRole.length === 1 ? ofRole[0] : undefined);
  if (found) return found;
  const known =
    headTracks(manifest)
      .map((one) => `${one.id} (${one.unit})`)
      .join(', ') || 'none';
  throw new MegabaseError(
    'track-unknown',
    `The model ${manifest.name} has no track "${id}" (${label}, ${unit}) to compare with; it has ${known}.`,
  );
}

/** How many further answers are computed for what is wanted, at most, and what they take, in answers of the model itself. */
export function countReadings(
  { strands, members, models = [] }: ReadingChoice,
  { model }: LoadedModel,
): { readonly count: number; readonly cost: number } {
  const ofStrands = { equal: 0, tracks: 1, joined: 2, forward: 1 }[strandAnswers(model)];
  const ofMembers = members ? memberNames(model).length : 0;
  const count = (strands ? ofStrands : 0) + ofMembers + models.length;
  // All members, or both strands of a model that joins them, are its own answer once more.
  const cost = (strands ? Math.min(ofStrands, 1) : 0) + Math.min(ofMembers, 1) + models.length;
  return { count, cost };
}

/** What one answer for each wanted reading takes, in answers of the model itself; none of what that says anyway. */
export function readingCost({ readings }: WantedReadings, { model }: LoadedModel): number {
  const members = Math.max(1, memberNames(model).length);
  const strands = strandAnswers(model) === 'joined' ? 2 : 1;
  const costs = readings.map(({ reading }) => {
    if (reading === undefined) return 0;
    return 1 / (reading.member === undefined ? strands : members);
  });
  return costs.reduce((sum, one) => sum + one, 0);
}

/** What columns hold of readings, in words for a header. */
export function readingsText(readings: NonNullable<EffectMap['readings']>): string {
  return readings.map(({ id, label }) => `effect_${id}: ${label}`).join('; ');
}
