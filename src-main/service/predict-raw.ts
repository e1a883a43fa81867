import { MegabaseError, type Prediction, type Region } from '../contract/index.ts';
import { headTracks } from './model-tracks.ts';
import type { LoadedModel } from './model-library.ts';
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
  names: readonly string[] = [],
): void {
  const head = headTracks(model.manifest).map(({ id }) => id);
  const other = names.find((name) => !head.includes(name));
  if (other === undefined) return;
  const has = head.length > 0 ? `the tracks ${head.join(', ')}` : 'no tracks';
  throw new MegabaseError(
    'usage',
    `A safetensors file holds logits, last_hidden_state and, of ${identity.name}, ${has}; ` +
      `"${other}" goes into another format.`,
  );
}
