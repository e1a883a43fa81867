import { formatRegion, howRead, type ModelIdentity, type Region } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { modelNotes, type HeaderNote } from '../../formats/output/index.ts';

/** What a map of bases, dependencies or mutagenesis, rests on. */
interface BaseMap {
  readonly model: ModelIdentity;
  readonly region: Region;
  readonly interval: Region;
  readonly tolerance: number;
}

/** The header of its files, with `notes` of its own. `whole`: the region of all, where this is a part. */
export function baseMapNotes(
  { model, region, interval, tolerance }: BaseMap,
  notes: readonly HeaderNote[],
  whole = region,
): HeaderNote[] {
  return modelNotes(model, [
    { key: 'engine', text: engineVersion },
    { key: 'region', text: `${formatRegion(whole)} (1-based)` },
    { key: 'interval', text: `${formatRegion(interval)} (1-based) was read ${howRead(model)}` },
    ...notes,
    { key: 'tolerance', text: String(tolerance) },
  ]);
}

/** The same as metadata of safetensors. */
export function baseMapMetadata(
  { model, region, interval, tolerance }: BaseMap,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    program: 'megabase',
    model: `${model.id} ${model.version}`,
    model_sha256: model.hash,
    engine: engineVersion,
    contig: region.contig,
    start_0_based: String(region.start),
    end_0_based_exclusive: String(region.end),
    read_in_one_pass: formatRegion(interval),
    tolerance: String(tolerance),
    ...more,
  };
}
