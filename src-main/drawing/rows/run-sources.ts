import type { LiveRun, ModelIdentity, ProjectRun, Region } from '../../contract/index.ts';
import type { RunSource } from './prediction-bins.ts';

/**
 * Runs that hold a track, or all of them: the one that read most comes first, one that is still being
 * computed with what it has.
 */
export function sourcesOf(
  track: string | undefined,
  runs: readonly ProjectRun[],
  live: readonly LiveRun[],
): RunSource[] {
  const holds = ({ tracks }: { tracks: readonly string[] }) =>
    track === undefined || tracks.includes(track);
  const sources = [...live.filter(holds).map(liveSource), ...runs.filter(holds).map(sourceOf)];
  return sources.sort((a, b) => lengthOf(b.interval) - lengthOf(a.interval));
}

function lengthOf({ start, end }: Region): number {
  return end - start;
}

export function sourceOf({ id, run, region }: ProjectRun): RunSource {
  const { tile } = run.model;
  // The margins of tiles have no values: another run may have them there.
  const interval = tile === undefined ? run.interval : region;
  return { run: id, model: modelName(run.model), tile, interval };
}

function liveSource({ run, model, interval, end }: LiveRun): RunSource {
  return { run, model: modelName(model), tile: model.tile, interval, end };
}

export function modelName({ name, version }: ModelIdentity): string {
  return `${name} ${version}`;
}
