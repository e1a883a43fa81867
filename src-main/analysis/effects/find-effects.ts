import {
  formatRegion,
  MegabaseError,
  type EffectElement,
  type EffectMap,
  type KnockOut,
  type Region,
} from '../../contract/index.ts';
import { usefulContext, type Manifest } from '../../model/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { tokenize, contextInterval } from '../../sequence/index.ts';

import type { EditSettings } from '../perturbations/index.ts';
import { predictRegion, type PredictTools } from '../predict/index.ts';
import { computeEffects } from './effect-map.ts';
import { bedElements, tileElements, trackElements, type ElementSource } from './elements.ts';
import { contigFinder, findTargets } from './find-targets.ts';
import { targetTrack } from './targets.ts';

export interface EffectOptions extends EditSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  readonly elements: ElementSource;
  /** GFF3 or GTF whose gene starts are the targets; where absent, what the model calls a promoter. */
  readonly targets?: string | undefined;
  /** Track that is watched; see `targetTrack`. */
  readonly targetTrack?: string | undefined;
  readonly knockOut: KnockOut;
}

/**
 * The distal map of a region: finds elements and targets, reads the interval, knocks out each
 * element. Errors: `usage` where there is nothing to knock out; those of the readers and the pass.
 */
export async function findEffects(options: EffectOptions, tools: PredictTools): Promise<EffectMap> {
  const { region, knockOut } = options;
  const { fasta, model, signal } = tools;
  const { manifest } = model.model;
  const track = targetTrack(manifest, options.targetTrack);
  const interval = effectInterval(options, fasta, manifest);
  const elements = await findElements(options, tools);
  const onNote = (note: string) => tools.listener.onNote(note);
  const targetsOf = await findTargets({ path: options.targets, track }, { fasta, model, onNote });
  const tokens = tokenize(await fasta.fetch(interval, { signal }));
  tools.listener.onInterval(region, interval, false);
  const targets = targetsOf(interval);
  return computeEffects({ interval, tokens, elements, track, knockOut, targets }, options, tools);
}

/** All that is read as one for the effects in a region. Error: `track-unknown`. */
export function effectInterval(
  { region, flank, targetTrack: name }: Pick<EffectOptions, 'region' | 'flank' | 'targetTrack'>,
  { contigs }: Genome,
  manifest: Manifest,
): Region {
  const contig = contigs.find(({ name }) => name === region.contig)!;
  const { bin } = targetTrack(manifest, name);
  return contextInterval(region, contig.length, { flank, useful: usefulContext(manifest), bin });
}

/** What is to be knocked out, at least one. Errors: as `findEffects`. */
export async function findElements(
  options: EffectOptions,
  tools: PredictTools,
): Promise<EffectElement[]> {
  const { region, elements: source } = options;
  const found = await elementsOf(source, options, tools);
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
  options: EffectOptions,
  tools: PredictTools,
): Promise<EffectElement[]> {
  const { region } = options;
  if (source.kind === 'tile') return tileElements(region, source.bp);
  if (source.kind === 'bed') {
    const { regions } = await readBedRegions(source.path);
    return bedElements(
      regions,
      region,
      contigFinder(tools.fasta, (note) => tools.listener.onNote(note)),
    );
  }
  const interval = effectInterval(options, tools.fasta, tools.model.model.manifest);
  const settings = { ...options, interval, tracks: [source.track] };
  return trackElements(await predictRegion(region, settings, tools), source.threshold);
}
