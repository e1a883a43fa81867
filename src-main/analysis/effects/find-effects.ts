import {
  formatRegion,
  MegabaseError,
  unfamiliarText,
  type EffectElement,
  type EffectMap,
  type EffectReading,
  type Region,
  type TrackInfo,
} from '../../contract/index.ts';
import { tokenize } from '../../sequence/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import type { HeaderNote, PartNote } from '../../formats/output/index.ts';
import { unlikeComposition } from '../predict/index.ts';
import { answeredBy, runKey } from '../run/index.ts';
import { computeEffects, type BackgroundSpec, type KnockOuts } from './effect-map.ts';
import { wantedReadings, type WantedReading } from './readings.ts';
import { effectReading, type EffectsSpec } from './effect-reading.ts';
import { cutEffects } from './cut-effects.ts';
import { openSources, type EffectSources } from './effect-sources.ts';
import { targetTrack } from './targets.ts';

export interface FoundEffects {
  readonly map: EffectMap;
  /** Key of the interval's sequence, at the bins of the map's track, whichever provider's numbers it has. */
  readonly run: string;
}

/**
 * The distal map of a region: finds elements and targets, reads the interval, knocks out each
 * element. The one part is the elements, once they are found and before anything is knocked out.
 *
 * Errors: `no-elements` where there is nothing to knock out; `track-unknown`; `cache-missing` where nothing
 * may be computed; those of the readers and the pass.
 */
export function findEffects(
  environment: Environment,
  spec: EffectsSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundEffects, readonly EffectElement[]>> {
  return runAnalysis(signal, async (running) => {
    const context = { ...environment, ...running };
    const sources = await openSources(spec, context);
    const elements = await sources.elementsIn(spec.region);
    if (elements.length === 0) throw nothingIn(spec, sources, formatRegion(spec.region));
    context.emit({ kind: 'partial', partial: elements });
    return mapRegion(spec, { elements, beside: elements }, sources, context);
  });
}

/** What came of several regions. */
export interface FoundMaps {
  readonly count: number;
  /** What a shard says of itself, by the notes of the header. */
  readonly partOf: ((notes: readonly HeaderNote[]) => PartNote) | undefined;
}

/**
 * The distal maps of several regions, each read by itself, as parts in their order. Regions in which there
 * is nothing to knock out are left out with a note.
 *
 * Errors: those of `findEffects`; `no-elements` where no region has anything.
 */
export function findEffectsIn(
  environment: Environment,
  spec: Omit<EffectsSpec, 'region'> & { readonly regions: readonly Region[] },
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundMaps, EffectMap>> {
  return runAnalysis<FoundMaps, EffectMap>(signal, async ({ drained, ...running }) => {
    const context = { ...environment, ...running };
    const sources = await openSources(spec, context);
    const cut = await cutEffects(spec, sources, context.genome);
    const { regions } = cut;
    let [count, empty] = [0, 0];
    for (const region of regions) {
      const elements = cut.elements ?? (await sources.elementsIn(region));
      if (elements.length === 0) {
        empty++;
        continue;
      }
      const own = { elements, beside: cut.all ?? elements };
      const { map } = await mapRegion({ ...spec, region }, own, sources, context);
      context.emit({ kind: 'partial', partial: map });
      await drained();
      count++;
    }
    if (count === 0) {
      const [only, ...others] = regions.map(formatRegion);
      throw nothingIn(
        spec,
        sources,
        others.length === 0 && only ? only : `any of ${regions.length} regions`,
      );
    }
    if (empty > 0) {
      const shown = `${empty.toLocaleString('en-US')} of ${regions.length.toLocaleString('en-US')}`;
      context.emit(textNote(`${shown} regions have nothing to knock out and are left out.`));
    }
    return { count, partOf: cut.partOf };
  });
}

async function mapRegion(
  spec: EffectsSpec,
  {
    elements,
    beside,
  }: Pick<BackgroundSpec, 'beside'> & { readonly elements: readonly EffectElement[] },
  { targetsIn }: EffectSources,
  given: AnalysisContext,
): Promise<FoundEffects> {
  const context = answeredBy(given, spec.provider);
  const { region, knockOut } = spec;
  const { genome, model, emit, signal } = context;
  const { manifest } = model.model;
  const track = targetTrack(manifest, spec.targetTrack);
  const { interval, valued } = effectReading(spec, genome, manifest);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache: false } });
  const unlike = unlikeComposition(manifest, interval, tokens);
  if (unlike !== undefined) emit(textNote(unlike));
  const chooseTargets = targetsIn(interval);
  const knockOuts = { interval, tokens, valued, elements, chooseTargets, track, knockOut };
  const background =
    spec.background === undefined ? undefined : { places: spec.background, beside };
  const { readings, notes } = wantedReadings(model, track, spec.readings ?? {});
  for (const note of notes) emit(textNote(note));
  const own = await computeEffects({ ...knockOuts, background }, spec, context);
  const found = await computeReadings(readings, own, { knockOuts, spec }, context);
  const map = readings.length > 0 ? { ...own, readings: found } : own;
  const unfamiliar = unfamiliarText(map);
  if (unfamiliar !== undefined) emit(textNote(unfamiliar));
  const modelHash = model.identity.hash;
  const { start } = interval;
  return { map, run: runKey({ tokens, modelHash, start, bin: track.bin, valued }) };
}

/** The same knock-outs at the same targets, by each reading. */
async function computeReadings(
  wanted: readonly WantedReading[],
  { targets, values, effects }: EffectMap,
  { knockOuts, spec }: { readonly knockOuts: KnockOuts; readonly spec: EffectsSpec },
  context: AnalysisContext,
): Promise<EffectReading[]> {
  const found: EffectReading[] = [];
  for (const { kind, id, label, reading, track = knockOuts.track, model } of wanted) {
    const isOwn = reading === undefined && model === undefined && track.id === knockOuts.track.id;
    if (isOwn) {
      found.push({ kind, id, label, values, effects });
      continue;
    }
    const asked = { ...knockOuts, track, chooseTargets: () => targets };
    const read = model ? await readBy(model, track, asked, spec, context) : asked;
    const map = await computeEffects(
      read,
      { ...spec, reading },
      model ? { ...context, model } : context,
    );
    found.push({ kind, id, label, values: map.values, effects: map.effects });
  }
  return found;
}

/** What another model reads for the same region: by its own context, as it does alone. */
async function readBy(
  model: AnalysisContext['model'],
  track: TrackInfo,
  asked: KnockOuts,
  spec: EffectsSpec,
  { genome, emit, signal }: AnalysisContext,
): Promise<KnockOuts> {
  const wanted = { ...spec, targetTrack: track.id };
  const { interval, valued } = effectReading(wanted, genome, model.model.manifest);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  emit({
    kind: 'note',
    note: { kind: 'context', region: spec.region, interval, fromCache: false },
  });
  return { ...asked, interval, valued, tokens };
}

function nothingIn(
  { elements }: Pick<EffectsSpec, 'elements'>,
  { highest }: EffectSources,
  where: string,
): MegabaseError {
  const what =
    elements.kind === 'bed'
      ? `${elements.path} has no region that lies wholly inside`
      : elements.kind === 'track'
        ? `"${elements.track}" does not reach ${elements.threshold} in`
        : `There is no tile in`;
  const most = highest();
  const reached =
    most === undefined ? '' : ` The highest value there is ${Number(most.toPrecision(3))}.`;
  return new MegabaseError('no-elements', `${what} ${where}: nothing to knock out.${reached}`);
}
