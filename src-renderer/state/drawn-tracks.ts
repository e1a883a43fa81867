import type { ModelCard, Project, ProjectRun, TrackInfo } from '../../src-main/contract/index.ts';
import type { DrawnTracks } from '../browser/igv-browser.ts';
import type { PredictionLayer, PredictionSpec } from '../browser/prediction-bins.ts';

/** What the browser draws of a project: its files, its shown runs, or two runs compared. */
export function drawnTracks(
  project: Project,
  models: readonly ModelCard[],
  compared: readonly string[],
): DrawnTracks {
  const both = compared.flatMap((key) => project.runs.filter(({ id }) => id === key));
  const alone = project.runs.filter(
    ({ shown, id }) => shown && !(both.length === 2 && compared.includes(id)),
  );
  return {
    data: project.tracks,
    predictions: [
      ...(both.length === 2 ? comparison(both[0]!, both[1]!, models) : []),
      ...alone.flatMap((made) =>
        made.tracks.map((track) => specOf([made], trackInfo(made, track, models))),
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
    .map((track) => specOf([first, second], trackInfo(first, track, models)));
}

function specOf(runs: readonly ProjectRun[], info: TrackInfo): PredictionSpec {
  const layers = runs.map(layerOf);
  return { id: `run:${layers.map(({ run }) => run).join('+')}:${info.id}`, info, layers };
}

function layerOf({ id, run }: ProjectRun): PredictionLayer {
  const { name, version } = run.model;
  return { run: id, model: `${name} ${version}`, interval: run.interval };
}

/** A track as its model describes it; plain where that model is here no more. */
export function trackInfo(
  { run }: ProjectRun,
  id: string,
  models: readonly ModelCard[],
): TrackInfo {
  const model = models.find((card) => card.id === run.model.id);
  const info = model?.tracks.find((track) => track.id === id);
  return info ?? { id, label: id, unit: '', color: '#5b6675', bin: 1 };
}
