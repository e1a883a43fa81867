import {
  MegabaseError,
  type Prediction,
  type Region,
  type TrackInfo,
} from '../../contract/index.ts';
import { headTracks } from '../../model/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { predictRegion, type PredictSettings, type PredictTools } from './predict.ts';
import { RawTensorFile } from './raw-tensors.ts';

/**
 * Predicts a region and writes its raw tensors to `path` as they come from the pass. Resolves with
 * the prediction and the file's size in bytes. Errors: `usage` for tracks that a safetensors file
 * does not hold, and those of `predictRegion` and `RawTensorFile`.
 */
export async function predictRaw(
  region: Region,
  settings: PredictSettings,
  path: string,
  tools: PredictTools,
): Promise<{ prediction: Prediction; bytes: number }> {
  expectHeadTracks(tools.model, settings.tracks);
  const contigLength = tools.fasta.contigs.find(({ name }) => name === region.contig)!.length;
  const head = headTracks(tools.model.model.manifest);
  const wanted = head.filter(({ id }) => settings.tracks?.includes(id) ?? true);
  const file = await RawTensorFile.create(path, tools.model, { region, contigLength }, wanted);
  try {
    const tracks = wanted.map(({ id }) => id);
    const prediction = await predictRegion(region, { ...settings, tracks }, tools, file.sink);
    return { prediction, bytes: await file.finish(prediction.tracks) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** A safetensors file has the logits, from which likelihoods follow, but no tracks of them. */
export function expectHeadTracks(
  { model, identity }: LoadedModel,
  names?: readonly string[],
): void {
  const tracks = headTracks(model.manifest);
  const head = tracks.map(({ id }) => id);
  const other = names?.find((name) => !head.includes(name));
  if (other === undefined) return expectOneBin(tracks, names);
  const has = head.length > 0 ? `the tracks ${head.join(', ')}` : 'no tracks';
  throw new MegabaseError(
    'usage',
    `A safetensors file holds logits, last_hidden_state and, of ${identity.name}, ${has}; ` +
      `"${other}" goes into another format.`,
  );
}

/** The file's one tensor of tracks has one row a bin. Error: `usage`. */
function expectOneBin(tracks: readonly TrackInfo[], names: readonly string[] | undefined): void {
  const wanted = tracks.filter(({ id }) => names?.includes(id) ?? true);
  const other = wanted.find(({ bin }) => bin !== wanted[0]!.bin);
  if (other === undefined) return;
  const say = ({ id, bin }: TrackInfo) => `${id} has bins of ${bin} bp`;
  throw new MegabaseError(
    'usage',
    `A safetensors file holds tracks of one bin size; ${say(wanted[0]!)}, ${say(other)}: choose some (--tracks).`,
  );
}
