import {
  MegabaseError,
  type Prediction,
  type Region,
  type Strand,
  type TrackInfo,
  type TrackValues,
} from '../../contract/index.ts';
import { tracksOfRole, type Manifest, type StrandedTrack } from '../../model/index.ts';
import type { AnalysisContext, ComputeSettings, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, type AnalysisEvent } from '../events/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { chooseThreshold } from '../export/index.ts';
import { predict } from '../predict/index.ts';
import { codingRuns, type CodingRunOptions } from './coding-runs.ts';
import type { GeneCall } from './gene-call.ts';
import { longestFrame } from './longest-frame.ts';
import { writeGenes, type GeneFormat, type WrittenGenes } from './write-genes.ts';

/** Where genes are looked for, and how. */
export interface GeneSpec extends ComputeSettings {
  readonly regions: readonly Region[];
  /** bp on each side of a region; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** All that is read, instead of a flank: an interval that was read before. */
  readonly interval?: Region | undefined;
  /** A bin is coding from this value on; 0.5 where absent and the tracks are probabilities. */
  readonly threshold?: number | undefined;
  /** bp of the shortest run that is called; `defaultMinLength` where absent. */
  readonly minLength?: number | undefined;
  /** bp of the longest gap that is bridged where no edge of a gene lies in it; `defaultMaxGap` where absent. */
  readonly maxGap?: number | undefined;
  /** File to write; none where absent. */
  readonly output?:
    | {
        readonly path: string;
        readonly format: GeneFormat;
        readonly replaces?: Replaceable | undefined;
      }
    | undefined;
}

/** As in the evaluation on the card of Hawk yeast. */
export const defaultMinLength = 150;

/**
 * bp, ten bins of Hawk yeast. Of its region's 32 genes 29 are found without bridging, 31 with this; up to
 * 480 bp nothing changes, because edges of genes lie between.
 */
export const defaultMaxGap = 160;

export interface FoundGenes {
  readonly predictions: readonly Prediction[];
  /** In order of the regions, then of their starts. */
  readonly genes: readonly GeneCall[];
  readonly threshold: number;
  /** Absent where none was to be written. */
  readonly file?: WrittenGenes | undefined;
}

/** One coding track, and the tracks of the same strand that tell where genes begin and end. */
interface StrandTracks {
  readonly cds: StrandedTrack;
  readonly edges: readonly TrackInfo[];
}

/** Error: `usage` where the model has no track of coding sequence. */
export function geneTracks(manifest: Manifest): StrandTracks[] {
  const edges = [...tracksOfRole(manifest, 'promoter'), ...tracksOfRole(manifest, 'terminator')];
  const strands = tracksOfRole(manifest, 'cds').map((cds) => ({
    cds,
    edges: edges
      .filter(({ info, strand }) => strand === cds.strand && info.bin === cds.info.bin)
      .map(({ info }) => info),
  }));
  if (strands.length > 0) return strands;
  throw new MegabaseError(
    'usage',
    `The model ${manifest.name} has no track with the role "cds" (coding sequence), so it calls no genes.`,
  );
}

/**
 * Predicts regions and calls the runs of coding bins of each strand, with the longest reading frame
 * in each; writes them where that is asked for.
 *
 * Errors: `usage` where the model has no coding track; those of `predict`; `output-unwritable`,
 * `disk-full`, `cancelled`.
 */
export function findGenes(
  environment: Environment,
  spec: GeneSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FoundGenes>> {
  return runAnalysis(signal, (running) => callGenes(spec, { ...environment, ...running }));
}

async function callGenes(spec: GeneSpec, context: AnalysisContext): Promise<FoundGenes> {
  const { regions, threshold: given, minLength, maxGap, output, ...settings } = spec;
  const { model, genome, signal, emit } = context;
  const strands = geneTracks(model.model.manifest);
  const infos = strands.flatMap(({ cds, edges }) => [cds.info, ...edges]);
  const threshold = chooseThreshold(infos, given);
  const options = {
    threshold,
    minLength: minLength ?? defaultMinLength,
    maxGap: maxGap ?? defaultMaxGap,
  };
  const tracks = infos.map(({ id }) => id);
  const predictions: Prediction[] = [];
  const genes: GeneCall[] = [];
  for (const region of regions) {
    const prediction = await innerResult(
      predict(context, { ...settings, region, tracks }, signal),
      emit,
    );
    predictions.push(prediction);
    genes.push(...(await genesOf(prediction, strands, options, context)));
  }
  if (!output) return { predictions, genes, threshold };
  const { contigs } = genome;
  const file = await writeGenes(genes, output.path, {
    ...{ ...output, predictions, contigs, ...options, signal },
  });
  return { predictions, genes, threshold, file };
}

async function genesOf(
  { region, tracks }: Prediction,
  strands: readonly StrandTracks[],
  options: CodingRunOptions,
  { genome, signal }: AnalysisContext,
): Promise<GeneCall[]> {
  const valuesOf = ({ id }: TrackInfo): TrackValues[] =>
    tracks.filter(({ info }) => info.id === id);
  const calls: GeneCall[] = [];
  for (const { cds, edges } of strands) {
    const strand: Strand = cds.strand ?? '.';
    for (const values of valuesOf(cds.info)) {
      const found = codingRuns({ cds: values, edges: edges.flatMap(valuesOf) }, options);
      for (const { start, end, mean } of found) {
        const place = {
          contig: region.contig,
          start: Math.max(start, region.start),
          end: Math.min(end, region.end),
        };
        const frame = await longestFrame({ ...place, strand }, genome, signal);
        calls.push({ ...place, strand, mean, ...(frame && { frame }) });
      }
    }
  }
  return calls.sort((a, b) => a.start - b.start || a.end - b.end);
}
