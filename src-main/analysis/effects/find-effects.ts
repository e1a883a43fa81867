import {
  formatRegion,
  MegabaseError,
  type EffectElement,
  type EffectMap,
  type KnockOut,
  type Region,
  defined,
} from '../../contract/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { perturbedReading, type Manifest, type Reading } from '../../model/index.ts';
import { placeFeatures, tokenize } from '../../sequence/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import type { PerturbationSettings } from '../perturbations/index.ts';
import { predict } from '../predict/index.ts';
import { runKey } from '../run/index.ts';
import { computeEffects } from './effect-map.ts';
import { bedElements, tileElements, trackElements, type ElementSource } from './elements.ts';
import { findTargets } from './find-targets.ts';
import { targetTrack } from './targets.ts';

/** A distal map that is wanted. */
export interface EffectsSpec extends PerturbationSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  readonly elements: ElementSource;
  /** GFF3 or GTF whose gene starts are the targets; where absent, what the model calls a promoter. */
  readonly targets?: string | undefined;
  /** The readout track; see `targetTrack`. */
  readonly targetTrack?: string | undefined;
  readonly knockOut: KnockOut;
}

export interface FoundEffects {
  readonly map: EffectMap;
  /** Key of the interval's sequence, at the bins of the map's track. */
  readonly run: string;
}

/**
 * The distal map of a region: finds elements and targets, reads the interval, knocks out each
 * element. The one part is the elements, once they are found and before anything is knocked out.
 *
 * Errors: `usage` where there is nothing to knock out; `track-unknown`; `cache-missing` where nothing
 * may be computed; those of the readers and the pass.
 */
export function findEffects(
  environment: Environment,
  spec: EffectsSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundEffects, readonly EffectElement[]>> {
  return runAnalysis(signal, (running) => mapEffects(spec, { ...environment, ...running }));
}

async function mapEffects(
  spec: EffectsSpec,
  context: AnalysisContext<readonly EffectElement[]>,
): Promise<FoundEffects> {
  const { region, knockOut, targets: path } = spec;
  const { genome, model, emit, signal } = context;
  const { manifest } = model.model;
  const track = targetTrack(manifest, spec.targetTrack);
  const { interval, valued } = effectReading(spec, genome, manifest);
  const elements = await findElements(spec, context);
  emit({ kind: 'partial', partial: elements });
  const targetsIn = await findTargets({ path, track }, context);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache: false } });
  const chooseTargets = targetsIn(interval);
  const knockOuts = { interval, tokens, valued, elements, chooseTargets, track, knockOut };
  const map = await computeEffects(knockOuts, spec, context);
  const modelHash = model.identity.hash;
  const { start } = interval;
  return { map, run: runKey({ tokens, modelHash, start, bin: track.bin, valued }) };
}

/** What is read for the effects in a region. Errors: `track-unknown`, `usage`. */
export function effectReading(
  { region, flank, targetTrack: name }: Pick<EffectsSpec, 'region' | 'flank' | 'targetTrack'>,
  { contigs }: Genome,
  manifest: Manifest,
): Reading {
  const contig = defined(contigs.find(({ name }) => name === region.contig));
  const { bin } = targetTrack(manifest, name);
  return perturbedReading(region, contig, manifest, { flank, bin, within: true });
}

/** What is to be knocked out, at least one. */
async function findElements(spec: EffectsSpec, context: AnalysisContext): Promise<EffectElement[]> {
  const { region, elements: source } = spec;
  const found = await elementsOf(source, spec, context);
  if (found.length > 0) return found;
  const where =
    source.kind === 'bed'
      ? `${source.path} has no region inside`
      : source.kind === 'track'
        ? `"${source.track}" does not reach ${source.threshold} in`
        : `There is no tile in`;
  throw new MegabaseError('usage', `${where} ${formatRegion(region)}: nothing to knock out.`);
}

async function elementsOf(
  source: ElementSource,
  spec: EffectsSpec,
  context: AnalysisContext,
): Promise<EffectElement[]> {
  const { region, provider, threads, scan, chunk, memory } = spec;
  const { genome, model, emit, signal } = context;
  if (source.kind === 'tile') return tileElements(region, source.bp);
  if (source.kind === 'bed') {
    const { path } = source;
    const { regions: features, skipped } = await readBedRegions(path);
    const file = { path, features, skipped, unit: 'line' } as const;
    const placed = placeFeatures(file, genome.contigs, (note) => emit(textNote(note)));
    return bedElements(placed, region);
  }
  const { interval } = effectReading(spec, genome, model.model.manifest);
  const wanted = { region, interval, tracks: [source.track] };
  const settings = { provider, threads, scan, chunk, memory };
  const predicted = predict(context, { ...wanted, ...settings }, signal);
  return trackElements(await innerResult(predicted, emit), source.threshold);
}
