import { formatRegion, type RunInfo } from '../../contract/index.ts';
import type { AreaContent } from './area-content.ts';
import { settingsOf, type Group } from './row-group.ts';
import { predictionRow } from './row.ts';
import { modelName, sourceOf } from './run-sources.ts';
import { trackInfo } from './track-info.ts';

/** Tracks that both runs have, the second over the first or less it. */
export function comparison({ project, models, compared, comparedAs }: AreaContent): Group[] {
  const [first, second] = compared.flatMap((id) => project.runs.filter((run) => run.id === id));
  if (!first || !second) return [];
  const reads = [first.run.interval, second.run.interval];
  const verb = comparedAs === 'line' ? 'as a line over' : 'less';
  const name = namesOf(second.run, first.run, verb);
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

/** Both runs by what they differ in, and what they have in common once. */
function namesOf(a: RunInfo, b: RunInfo, verb: string): string {
  const [model, other] = [modelName(a.model), modelName(b.model)];
  const [region, otherRegion] = [formatRegion(a.interval), formatRegion(b.interval)];
  if (model === other) return `${model}: ${region} ${verb} ${otherRegion}`;
  if (region === otherRegion) return `${region}: ${model} ${verb} ${other}`;
  return `${model}, ${region} ${verb} ${other}, ${otherRegion}`;
}
