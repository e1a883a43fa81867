import { MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { commonBin, usefulContext } from '../../model/index.ts';
import { contextInterval, tokenize } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';

/** What a run is made of. */
export interface IntervalTokens {
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `commonBin`. */
  readonly bin: number;
  readonly modelHash: string;
}

/** How much is read as one with a region. */
export interface IntervalChoice {
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** All that is read, instead of a flank: an interval that was read before. */
  readonly interval?: Region | undefined;
}

/** Reads the interval that belongs to a region. Errors: those of the readers. */
export async function readInterval(
  region: Region,
  { flank, interval: given }: IntervalChoice,
  { genome, model, signal }: Pick<AnalysisContext, 'genome' | 'model' | 'signal'>,
): Promise<IntervalTokens> {
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const useful = usefulContext(manifest);
  const interval =
    given ?? contextInterval(region, contigOf(genome, region), { flank, useful, bin });
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  return { interval, tokens, bin, modelHash: model.identity.hash };
}

function contigOf(genome: Genome, { contig }: Region): Contig {
  const found = genome.contigs.find(({ name }) => name === contig);
  if (found) return found;
  throw new MegabaseError('contig-unknown', `${genome.path} has no contig "${contig}".`);
}
