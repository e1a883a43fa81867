import type { ReadingChoice } from '../../analysis/effects/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { MapRequest } from '../saved/index.ts';

/** What a map's request names beside the model's own answer, its models opened. Errors: those of the library. */
export async function openReadings(
  { readings }: Pick<MapRequest, 'readings'>,
  models: { load(id: string): Promise<LoadedModel> },
): Promise<ReadingChoice | undefined> {
  if (readings === undefined) return undefined;
  const others = await Promise.all((readings.models ?? []).map((id) => models.load(id)));
  return { ...readings, models: others };
}
