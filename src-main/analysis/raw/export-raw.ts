import {
  contigNamed,
  MegabaseError,
  type Prediction,
  type TrackInfo,
  defined,
} from '../../contract/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { headTracks } from '../../model/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { predict, type PredictSpec } from '../predict/index.ts';
import { RawTensorFile } from './raw-tensor-file.ts';

export interface RawExportSpec extends Omit<PredictSpec, 'raw'> {
  /** File to write. */
  readonly path: string;
  readonly replaces?: Replaceable | undefined;
}

export interface RawExport {
  readonly prediction: Prediction;
  /** Of the file. */
  readonly bytes: number;
}

/**
 * Predicts a region and writes its raw tensors as they come from the pass.
 *
 * Errors: `usage` for tracks that a safetensors file does not hold, those of `predict` and of
 * `RawTensorFile`.
 */
export function exportRaw(
  environment: Environment,
  spec: RawExportSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<RawExport>> {
  return runAnalysis(signal, (running) => writeRaw(spec, { ...environment, ...running }));
}

async function writeRaw(spec: RawExportSpec, context: AnalysisContext): Promise<RawExport> {
  const { region, path, replaces } = spec;
  const { genome, model, emit, signal } = context;
  expectHeadTracks(model, spec.tracks);
  const contigLength = defined(contigNamed(genome.contigs, region.contig)).length;
  const head = headTracks(model.model.manifest);
  const wanted = head.filter(({ id }) => spec.tracks?.includes(id) ?? true);
  const file = await RawTensorFile.create(path, model, { region, contigLength, replaces }, wanted);
  try {
    const tracks = wanted.map(({ id }) => id);
    const events = predict(context, { ...spec, tracks, raw: file.sink }, signal);
    const prediction = await innerResult(events, emit);
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
  const other = wanted.find(({ bin }) => bin !== defined(wanted[0]).bin);
  if (other === undefined) return;
  const say = ({ id, bin }: TrackInfo) => `${id} has bins of ${bin} bp`;
  throw new MegabaseError(
    'usage',
    `A safetensors file holds tracks of one bin size; ${say(defined(wanted[0]))}, ${say(other)}: choose some (--tracks).`,
  );
}
