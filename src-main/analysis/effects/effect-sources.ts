import { defined, type EffectElement, type Prediction, type Region } from '../../contract/index.ts';
import { readBedRegions, type BedRegion } from '../../formats/bed/index.ts';
import { placeFeatures } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { innerResult, textNote } from '../events/index.ts';
import { predict } from '../predict/index.ts';
import { bedElements, tileElements, trackElements } from './elements.ts';
import { effectReading, type EffectsSpec } from './effect-reading.ts';
import { findTargets, type ChooseTargets } from './find-targets.ts';
import { targetTrack } from './targets.ts';

/** Elements and targets of any region, their files read once. */
export interface EffectSources {
  /** May be none. */
  readonly elementsIn: (region: Region) => Promise<EffectElement[]>;
  /** Largest value so far of the track that elements are called by; absent of other elements. */
  readonly highest: () => number | undefined;
  readonly targetsIn: (interval: Region) => ChooseTargets;
}

/** Errors: `track-unknown`; those of the readers. */
export async function openSources(
  spec: Omit<EffectsSpec, 'region'>,
  context: AnalysisContext,
): Promise<EffectSources> {
  const track = targetTrack(context.model.model.manifest, spec.targetTrack);
  const { elements } = spec;
  const placed = elements.kind === 'bed' ? await placeBed(elements.path, context) : undefined;
  let highest: number | undefined;
  const targetsIn = await findTargets({ path: spec.targets, track }, context);
  return {
    targetsIn,
    highest: () => highest,
    async elementsIn(region) {
      if (elements.kind === 'tile') return tileElements(region, elements.bp);
      if (elements.kind === 'bed') return bedElements(placed ?? [], region);
      const predicted = await predictTrack(elements.track, { ...spec, region }, context);
      for (const value of defined(predicted.tracks[0]).values) {
        if (!Number.isNaN(value)) highest = Math.max(highest ?? value, value);
      }
      return trackElements(predicted, elements.threshold);
    },
  };
}

async function placeBed(
  path: string,
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Promise<BedRegion[]> {
  const { regions: features, skipped } = await readBedRegions(path);
  const file = { path, features, skipped, unit: 'line' } as const;
  return placeFeatures(file, genome.contigs, (note) => emit(textNote(note)));
}

async function predictTrack(
  track: string,
  spec: EffectsSpec,
  context: AnalysisContext,
): Promise<Prediction> {
  const { region, provider, threads, scan, chunk, memory } = spec;
  const { genome, model, emit, signal } = context;
  const { interval } = effectReading(spec, genome, model.model.manifest);
  const wanted = { region, interval, tracks: [track] };
  const settings = { provider, threads, scan, chunk, memory };
  const predicted = predict(context, { ...wanted, ...settings }, signal);
  return innerResult(predicted, emit);
}
