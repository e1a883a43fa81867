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

/**
 * The readings that are wanted of a readout track, and in sentences which of them there are none of, for all
 * would be the same. Error: `usage` for a track of one strand without a counterpart; `track-unknown` for
 * another model that has no such track.
 */
export function wantedReadings(
  { model, identity }: LoadedModel,
  track: TrackInfo,
  { strands, members, models = [] }: ReadingChoice,
): { readonly readings: readonly WantedReading[]; readonly notes: readonly string[] } {
  const readings: WantedReading[] = [];
  const notes: string[] = [];
  if (strands) {
    const answers = strandAnswers(model);
    if (answers === 'equal') {
      notes.push(
        `${identity.name} says the same of both strands by how it is made (its weights are shared between them), so ` +
          'no effect stands on one strand alone.',
      );
    } else readings.push(...strandReadings(model.manifest, track, answers));
  }
  if (members) {
    const names = memberNames(model);
    if (names.length === 0)
      notes.push(`${identity.name} is one model: it has no members to tell apart.`);
    readings.push(
      ...names.map((name, member): WantedReading => {
        const id = name.replace(/\.onnx$/, '');
        return { kind: 'member', id, label: `member ${id}`, reading: { member } };
      }),
    );
  }
  for (const other of models) {
    const { id, name, version } = other.identity;
    const label = `${name} ${version}`;
    const own = sameTrack(other.model.manifest, track);
    readings.push({ kind: 'model', id, label, model: other, track: own });
  }
  const seen = new Set<string>();
  for (const { id } of readings) {
    if (seen.has(id))
      throw new MegabaseError('usage', `Two readings are called "${id}"; name each model once.`);
    seen.add(id);
  }
  return { readings, notes };
}

function strandReadings(
  manifest: Manifest,
  track: TrackInfo,
  answers: 'tracks' | 'joined' | 'forward',
): WantedReading[] {
  const forward = { kind: 'strand', id: 'forward', label: 'forward strand' } as const;
  const reverse = { kind: 'strand', id: 'reverse', label: 'reverse strand' } as const;
  // Which track tells of the other strand stands in the manifest of a model that joins them.
  if (answers === 'joined') {
    return [
      { ...forward, reading: { strand: 'forward' } },
      { ...reverse, reading: { strand: 'reverse' } },
    ];
  }
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
  if (answers === 'forward') return [forward, { ...reverse, reading: { strand: 'reverse' } }];
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

/** How many further answers are computed for what is wanted, at most. */
export function countReadings(
  { strands, members, models = [] }: ReadingChoice,
  { model }: LoadedModel,
): number {
  const ofStrands = { equal: 0, tracks: 1, joined: 2, forward: 1 }[strandAnswers(model)];
  return (strands ? ofStrands : 0) + (members ? memberNames(model).length : 0) + models.length;
}

/** What columns hold of readings, in words for a header. */
export function readingsText(readings: NonNullable<EffectMap['readings']>): string {
  return readings.map(({ id, label }) => `effect_${id}: ${label}`).join('; ');
}
