import {
  contextTrackInfo,
  defined,
  type DataTrack,
  type FileKind,
  type Job,
  type LiveRun,
  type ModelCard,
  type ModelIdentity,
  type Project,
  type ProjectRun,
  type Region,
  type RowSettings,
  type TrackInfo,
  type TrackLayout,
  type VariantSet,
} from '../../contract/index.ts';
import { questionText, type BaseMapSpec } from './base-map-spec.ts';
import type { EffectSpec } from './effect-spec.ts';
import type { PredictionSource, PredictionSpec } from './prediction-bins.ts';
import type { BaseMapRow, EffectRow, HeadingRow, PredictionRow, Row } from './row.ts';
import { teachingNote } from './teaching-note.ts';

/** What a project's rows are made of. */
export interface AreaContent {
  readonly project: Project;
  readonly models: readonly ModelCard[];
  readonly jobs: readonly Job[];
  /** Ids of two runs that are laid over each other; of fewer, nothing is. */
  readonly compared: readonly string[];
  readonly comparedAs: 'line' | 'difference';
  readonly effects: readonly EffectSpec[];
  readonly baseMaps: readonly BaseMapSpec[];
  /** Rows of an opened variant; none where there is none. */
  readonly alleles: readonly PredictionSpec[];
}

type Body = Exclude<Row, HeadingRow>;

interface Group {
  readonly id: string;
  readonly rows: readonly Body[];
  readonly heading?: Omit<HeadingRow, 'kind' | 'id' | 'group' | 'settings' | 'folded' | 'count'>;
}

/** Files below the predictions, from top to bottom. */
const kindsBelow: readonly FileKind[] = ['signal', 'variant', 'alignment'];

/** All rows below ruler and sequence, hidden ones included, in the order that a person gave them. */
export function areaRows(content: AreaContent): Row[] {
  const { project, alleles } = content;
  const { layout } = project;
  const files = fileRows(project);
  const annotation = files.filter(({ track }) => track.kind === 'annotation');
  const others = kindsBelow.flatMap((kind) => files.filter(({ track }) => track.kind === kind));
  const opened = openedRows(alleles, others, layout);
  const rest = others.filter((row) => !opened.includes(row));
  const groups: Group[] = [
    ...comparison(content),
    ...modelGroups(content),
    ...(rest.length > 0
      ? [{ id: 'files', rows: rest, heading: plainHeading('Reads, variants, signals') }]
      : []),
  ];
  return [
    ...arranged(annotation, layout),
    ...opened,
    ...groups.toSorted(byOrder(layout)).flatMap((group) => groupRows(group, layout)),
  ];
}

/** An opened variant stands right below the genes, and the reads that tell of it below it. */
function openedRows(
  alleles: readonly PredictionSpec[],
  files: readonly Body[],
  layout: TrackLayout,
): Row[] {
  const [first] = alleles;
  if (!first) return [];
  const own = alleles.map((spec) =>
    predictionRow(
      { ...spec, settings: { ...spec.settings, ...settingsOf(layout, spec.id) } },
      alleleName(spec),
    ),
  );
  const reads = files.filter((row) => row.kind === 'file' && row.track.kind === 'alignment');
  const rows = [...own, ...reads];
  const heading: HeadingRow = {
    ...{ kind: 'heading', id: 'heading:alleles', group: 'alleles', settings: {} },
    ...plainHeading(`Variant ${first.alleles ?? ''}`),
    ...{ folded: layout.folded.includes('alleles'), count: rows.length },
  };
  return [heading, ...rows];
}

/** Rows that are drawn: neither hidden nor below a folded heading. */
export function drawnRows(rows: readonly Row[], { folded }: TrackLayout): Row[] {
  return rows.filter(
    ({ kind, group, settings }) =>
      !settings.hidden && (kind === 'heading' || !folded.includes(group)),
  );
}

function groupRows({ id, rows, heading }: Group, layout: TrackLayout): Row[] {
  const shown = rows.filter(({ settings }) => !settings.hidden);
  const { folded } = layout;
  const head: HeadingRow | undefined = heading && {
    ...{ kind: 'heading', id: `heading:${id}`, group: id, settings: {}, ...heading },
    ...{ folded: folded.includes(id), count: shown.length },
  };
  return [...(head && shown.length > 0 ? [head] : []), ...arranged(rows, layout)];
}

function arranged<T extends Row>(rows: readonly T[], layout: TrackLayout): T[] {
  return rows.toSorted(byOrder(layout));
}

/** Those that were moved in the order they were given, all others after them as they stood. */
function byOrder({ order }: TrackLayout) {
  const place = ({ id }: { readonly id: string }) => {
    const index = order.indexOf(id);
    return index < 0 ? order.length : index;
  };
  return (a: { readonly id: string }, b: { readonly id: string }) => place(a) - place(b);
}

function plainHeading(name: string): NonNullable<Group['heading']> {
  return { name, reads: [], live: false };
}

function fileRows({ tracks, layout }: Project) {
  const seen = new Map<string, number>();
  return tracks.map((track: DataTrack) => {
    // Paths change where a project travels, and the same name may come twice.
    const before = seen.get(track.name) ?? 0;
    seen.set(track.name, before + 1);
    const id = `file:${track.name}${before === 0 ? '' : `#${before + 1}`}`;
    const group = track.kind === 'annotation' ? 'annotation' : 'files';
    return {
      kind: 'file' as const,
      id,
      group,
      name: track.name,
      track,
      settings: settingsOf(layout, id),
    };
  });
}

function settingsOf({ rows }: TrackLayout, id: string): RowSettings {
  return rows[id] ?? {};
}

/** One group a model: a row for each track of any of its runs, and its distal maps. */
function modelGroups({ project, models, jobs, effects, baseMaps }: AreaContent): Group[] {
  const { layout } = project;
  const live = jobs.flatMap((job) => (job.project === project.id && job.live ? [job.live] : []));
  const runs = project.runs.filter(({ shown, id }) => shown && !live.some(({ run }) => run === id));
  const ids = new Set([
    ...live.map(({ model }) => model.id),
    ...runs.map(({ run }) => run.model.id),
    ...effects.map(({ numbers }) => numbers.model.id),
    ...baseMaps.map(({ made }) => made.model.id),
  ]);
  // By a model's first run, the newest first: groups stand still while more runs are made.
  const first = (id: string) => runs.findLastIndex(({ run }) => run.model.id === id);
  const byFirst = [...ids].toSorted((a, b) => first(a) - first(b));
  return byFirst.map((id) => {
    const made = runs.filter(({ run }) => run.model.id === id);
    const own = made.filter(({ window }) => window === undefined);
    const context = made.filter(({ window }) => window !== undefined);
    const computed = live.filter(({ model }) => model.id === id);
    const maps = effects.filter(({ numbers }) => numbers.model.id === id);
    const card = models.find((model) => model.id === id);
    const group = `model:${id}`;
    const bases = baseMaps.filter(({ made }) => made.model.id === id);
    const identity = defined(
      made[0]?.run.model ?? computed[0]?.model ?? maps[0]?.numbers.model ?? bases[0]?.made.model,
    );
    const label = (track: string) => trackInfo(identity, track, models).label;
    return {
      id: group,
      rows: [
        ...trackIds(own, computed, card).map((track) =>
          trackRow(
            group,
            trackInfo(identity, track, models),
            sourcesOf(track, own, computed),
            layout,
          ),
        ),
        ...contextRows(group, context, card, (track) => trackInfo(identity, track, models), layout),
        ...maps.map((spec) => effectRow(group, spec, layout)),
        ...bases.map((spec): BaseMapRow => {
          const { id } = spec;
          const name = questionText(spec.made.question, label);
          const settings = settingsOf(layout, id);
          return { kind: 'base map', id, group, name, spec, settings };
        }),
      ],
      heading: {
        name: modelName(identity),
        tile: identity.tile,
        live: computed.length > 0,
        reads: sourcesOf(undefined, made, computed).map(({ interval }) => interval),
        warning: teachingNote(id, project.guide),
      },
    };
  });
}

/** In the model's own order, those that it does not name any more after them. */
function trackIds(
  runs: readonly ProjectRun[],
  live: readonly LiveRun[],
  card: ModelCard | undefined,
): string[] {
  const used = new Set([...live, ...runs].flatMap(({ tracks }) => tracks));
  const known = (card?.tracks ?? []).map(({ id }) => id).filter((id) => used.has(id));
  return [...known, ...[...used].filter((id) => !known.includes(id))];
}

/**
 * Runs that hold a track, or all of them: the one that read most comes first, one that is still being
 * computed with what it has.
 */
function sourcesOf(
  track: string | undefined,
  runs: readonly ProjectRun[],
  live: readonly LiveRun[],
): PredictionSource[] {
  const holds = ({ tracks }: { tracks: readonly string[] }) =>
    track === undefined || tracks.includes(track);
  const sources = [...live.filter(holds).map(liveSource), ...runs.filter(holds).map(sourceOf)];
  return sources.sort((a, b) => lengthOf(b.interval) - lengthOf(a.interval));
}

function lengthOf({ start, end }: Region): number {
  return end - start;
}

function trackRow(
  group: string,
  info: TrackInfo,
  sources: readonly PredictionSource[],
  layout: TrackLayout,
): PredictionRow {
  const id = `${group}:${info.id}`;
  const settings = settingsOf(layout, id);
  const first = sources.filter(({ run }) => run === settings.run);
  const rest = sources.filter(({ run }) => run !== settings.run);
  return predictionRow({ id, group, info, layers: [[...first, ...rest]], settings }, info.label);
}

/** One row for each track and window of context effects. */
function contextRows(
  group: string,
  runs: readonly ProjectRun[],
  card: ModelCard | undefined,
  infoOf: (track: string) => TrackInfo,
  layout: TrackLayout,
): PredictionRow[] {
  const windows = [...new Set(runs.flatMap(({ window }) => window ?? []))];
  return windows.flatMap((window) => {
    const own = runs.filter((run) => run.window === window);
    return trackIds(own, [], card).map((track) => {
      const info = contextTrackInfo(infoOf(track));
      const id = `${group}:context:${window}:${track}`;
      const layers = [sourcesOf(track, own, [])];
      const settings = settingsOf(layout, id);
      const [only] = windows.length === 1 ? windows : [];
      const name = `${info.label}${only === undefined ? `, ${window.toLocaleString('en-US')} bp` : ''}`;
      return predictionRow({ id, group, info, layers, window, settings }, name);
    });
  });
}

function predictionRow(spec: PredictionSpec, name: string): PredictionRow {
  const { id, group, settings } = spec;
  return { kind: 'prediction', id, group, name, spec, settings };
}

function alleleName({ info, alleles, compared }: PredictionSpec): string {
  return `${info.label}${compared === 'difference' ? ', difference' : ''}: ${alleles ?? ''}`;
}

function effectRow(group: string, spec: EffectSpec, layout: TrackLayout): EffectRow {
  const { id } = spec;
  const name = `Effects on ${spec.numbers.track.label}`;
  return { kind: 'effects', id, group, name, spec, settings: settingsOf(layout, id) };
}

/** Tracks that both runs have, the second over the first or less it. */
function comparison({ project, models, compared, comparedAs }: AreaContent): Group[] {
  const [first, second] = compared.flatMap((id) => project.runs.filter((run) => run.id === id));
  if (!first || !second) return [];
  const reads = [first.run.interval, second.run.interval];
  const verb = comparedAs === 'line' ? 'as a line over' : 'less';
  const name = `${runName(second)} ${verb} ${runName(first)}`;
  const rows = first.tracks
    .filter((track) => second.tracks.includes(track))
    .map((track) => {
      const info = trackInfo(first.run.model, track, models);
      const id = `compared:${first.id}+${second.id}:${track}`;
      const layers = [[sourceOf(first)], [sourceOf(second)]];
      const settings = settingsOf(project.layout, id);
      return predictionRow(
        { id, group: 'compared', info, layers, compared: comparedAs, settings },
        info.label,
      );
    });
  return [{ id: 'compared', rows, heading: { name, reads, live: false } }];
}

function runName({ run }: ProjectRun): string {
  return `${modelName(run.model)}, ${roughly(run.interval)}`;
}

function roughly({ contig, start, end }: Region): string {
  return `${contig}:${(start + 1).toLocaleString('en-US')}-${end.toLocaleString('en-US')}`;
}

function sourceOf({ id, run, region }: ProjectRun): PredictionSource {
  const { tile } = run.model;
  // The margins of tiles have no values: another run may have them there.
  const interval = tile === undefined ? run.interval : region;
  return { run: id, model: modelName(run.model), tile, interval };
}

function liveSource({ run, model, interval, end }: LiveRun): PredictionSource {
  return { run, model: modelName(model), tile: model.tile, interval, end };
}

function modelName({ name, version }: ModelIdentity): string {
  return `${name} ${version}`;
}

/** A track as its model describes it; plain where that model is here no more. */
export function trackInfo(
  { id: modelId }: ModelIdentity,
  id: string,
  models: readonly ModelCard[],
): TrackInfo {
  const model = models.find((card) => card.id === modelId);
  const info = model?.tracks.find((track) => track.id === id);
  return info ?? { id, label: id, unit: '', color: '#5b6675', bin: 1 };
}

/** The track that a variant set's distal effects are on, with its unit; undefined where it has none. */
export function effectTrackWords(
  { model, track }: VariantSet,
  models: readonly ModelCard[],
): string | undefined {
  if (track === undefined) return undefined;
  const { label, unit } = trackInfo(model, track, models);
  return unit === '' ? label : `${label} (${unit})`;
}
