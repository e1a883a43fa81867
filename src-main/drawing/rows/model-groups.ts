import {
  contextTrackInfo,
  defined,
  type LiveRun,
  type ModelCard,
  type ProjectRun,
  type TrackInfo,
  type TrackLayout,
} from '../../contract/index.ts';
import type { AreaContent } from './area-content.ts';
import { questionText } from './base-map-spec.ts';
import type { EffectSpec } from './effect-spec.ts';
import type { RunSource } from './prediction-bins.ts';
import { settingsOf, type Group } from './row-group.ts';
import { predictionRow, type BaseMapRow, type EffectRow, type PredictionRow } from './row.ts';
import { modelName, sourcesOf } from './run-sources.ts';
import { teachingNote } from './teaching-note.ts';
import { trackInfo } from './track-info.ts';

/** One group a model: a row for each track of any of its runs, and its distal maps. */
export function modelGroups({ project, models, jobs, effects, baseMaps }: AreaContent): Group[] {
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

function trackRow(
  group: string,
  info: TrackInfo,
  sources: readonly RunSource[],
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

function effectRow(group: string, spec: EffectSpec, layout: TrackLayout): EffectRow {
  const { id } = spec;
  const name = `Effects on ${spec.numbers.track.label}`;
  return { kind: 'effects', id, group, name, spec, settings: settingsOf(layout, id) };
}
