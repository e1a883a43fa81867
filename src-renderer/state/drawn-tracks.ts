import {
  defined,
  type Job,
  type LiveRun,
  type ModelCard,
  type ModelIdentity,
  type Project,
  type ProjectRun,
  type TrackInfo,
} from '../../src-main/contract/index.ts';
import type { DrawnTracks, PredictionLayer, PredictionSpec } from '../browser/index.ts';

/**
 * What the browser draws of a project: its files, its shown runs, or two runs compared, and what is
 * final of a run that is being computed. That run's tracks are those of the finished one already.
 */
export function drawnTracks(
  project: Project,
  models: readonly ModelCard[],
  compared: readonly string[],
  jobs: readonly Job[],
): Omit<DrawnTracks, 'effects'> {
  const live = jobs.flatMap((job) => (job.project === project.id && job.live ? [job.live] : []));
  const both = compared.flatMap((key) => project.runs.filter(({ id }) => id === key));
  const alone = project.runs.filter(
    ({ shown, id }) =>
      shown && !(both.length === 2 && compared.includes(id)) && !live.some(({ run }) => run === id),
  );
  return {
    data: project.tracks,
    predictions: [
      ...(both.length === 2 ? comparison(defined(both[0]), defined(both[1]), models) : []),
      ...live.flatMap((one) =>
        one.tracks.map((id) => specOf([liveLayer(one)], trackInfo(one.model, id, models))),
      ),
      ...alone.flatMap((made) =>
        made.tracks.map((id) => specOf([layerOf(made)], trackInfo(made.run.model, id, models))),
      ),
    ],
  };
}

/** Tracks that both runs have, the second as a line over the first. */
function comparison(
  first: ProjectRun,
  second: ProjectRun,
  models: readonly ModelCard[],
): PredictionSpec[] {
  return first.tracks
    .filter((track) => second.tracks.includes(track))
    .map((id) => specOf([layerOf(first), layerOf(second)], trackInfo(first.run.model, id, models)));
}

function specOf(layers: readonly PredictionLayer[], info: TrackInfo): PredictionSpec {
  return { id: `run:${layers.map(({ run }) => run).join('+')}:${info.id}`, info, layers };
}

function layerOf({ id, run }: ProjectRun): PredictionLayer {
  return { run: id, model: modelName(run.model), tile: run.model.tile, interval: run.interval };
}

function liveLayer({ run, model, interval, end }: LiveRun): PredictionLayer {
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
