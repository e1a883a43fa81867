import {
  contigNamed,
  defined,
  formatRegion,
  MegabaseError,
  type ContextCurve,
  type CurvePoint,
  type Region,
  type TrackInfo,
  type TrackValues,
} from '../../contract/index.ts';
import { commonBin } from '../../model/index.ts';
import { contextInterval } from '../../sequence/index.ts';
import { targetTrack } from '../effects/index.ts';
import type { AnalysisContext, ComputeSettings, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { predict } from '../predict/index.ts';
import { contextWindow } from './context-effect.ts';
import { growingIntervals } from './growing-intervals.ts';

export interface ContextCurveSpec extends ComputeSettings {
  /** Where the track is read out: its largest bin there, as for the targets of effects. */
  readonly place: Region & { readonly name: string };
  /** All that is read in the end. */
  readonly region: Region;
  /** The readout track; see `targetTrack`. */
  readonly track?: string | undefined;
  /** bp that are read first; the model's training context where absent. */
  readonly window?: number | undefined;
}

/**
 * The activity of one place as more and more sequence is read round it: first the training context, then
 * twice as much each time, at last the whole region. Each length is a pass of its own, with the place in
 * its middle where the region goes on far enough: together they cost some two passes over the region, and
 * what was read before comes from the cache. A part is the curve so far.
 *
 * Errors: `usage` where the place does not lie in the region, or the region has no more than the first
 * window; `model-tiled`; `track-unknown`; those of `predict`.
 */
export function contextCurve(
  environment: Environment,
  spec: ContextCurveSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<ContextCurve, ContextCurve>> {
  return runAnalysis(signal, (running) => readCurve(spec, { ...environment, ...running }));
}

async function readCurve(
  spec: ContextCurveSpec,
  context: AnalysisContext<ContextCurve>,
): Promise<ContextCurve> {
  const { place, region, track: name, window: given, ...settings } = spec;
  const { model, genome, emit, signal } = context;
  const { manifest } = model.model;
  const track = targetTrack(manifest, name);
  const window = contextWindow(manifest, given);
  const bin = commonBin(manifest);
  const contig = contigNamed(genome.contigs, region.contig);
  if (!contig) {
    throw new MegabaseError('contig-unknown', `${genome.path} has no contig "${region.contig}".`);
  }
  const whole = contextInterval(region, contig, { flank: 0, bin });
  expectGrowth(place, whole, window);
  const intervals = growingIntervals(place, whole, { window, bin });
  const total = intervals.reduce((sum, interval) => sum + lengthOf(interval), 0);
  const { trainingContext } = manifest;
  const curve = { model: model.identity, track, place, region, trainingContext };
  const points: CurvePoint[] = [];
  const tell = () => emit({ kind: 'partial', partial: { ...curve, points: [...points] } });
  tell();
  let before = 0;
  for (const interval of intervals) {
    const share = lengthOf(interval) / total;
    const wanted = { ...settings, region: place, interval, tracks: [track.id] };
    // What the other passes will take is not known while one runs.
    const prediction = await innerResult(
      predict(context, wanted, signal),
      emit,
      ({ secondsLeft: _, fraction, ...progress }) => {
        return { ...progress, fraction: before + share * fraction };
      },
    );
    before += share;
    points.push({ interval, value: largestIn(place, track, prediction.tracks) });
    tell();
  }
  return { ...curve, points };
}

function expectGrowth(place: Region & { readonly name: string }, whole: Region, window: number) {
  if (place.contig !== whole.contig || place.start < whole.start || place.end > whole.end) {
    throw new MegabaseError(
      'usage',
      `${place.name}, at ${formatRegion(place)}, does not lie in ${formatRegion(whole)}.`,
    );
  }
  const length = lengthOf(place);
  if (length > window) {
    throw new MegabaseError(
      'usage',
      `${place.name} has ${length.toLocaleString('en-US')} bp, more than the first window of ` +
        `${window.toLocaleString('en-US')} bp.`,
    );
  }
  if (lengthOf(whole) > window) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(whole)} has ${lengthOf(whole).toLocaleString('en-US')} bp and fits into the first ` +
      `window of ${window.toLocaleString('en-US')} bp: there is nothing more to read.`,
  );
}

function lengthOf({ start, end }: Region): number {
  return end - start;
}

/** The largest bin of a track that overlaps a place, where one has a value. */
function largestIn(
  place: Region,
  { id }: TrackInfo,
  tracks: readonly TrackValues[],
): number | undefined {
  const { info, start, values } = defined(tracks.find((track) => track.info.id === id));
  const first = Math.floor((place.start - start) / info.bin);
  const end = Math.ceil((place.end - start) / info.bin);
  const known = values.slice(Math.max(0, first), end).filter((value) => !Number.isNaN(value));
  return known.length === 0 ? undefined : Math.max(...known);
}
