import {
  contigNamed,
  MegabaseError,
  type Contig,
  type Region,
  type Span,
} from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { chooseReading, commonBin } from '../../model/index.ts';
import { tokenize } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';

/** What a run is made of. */
export interface IntervalTokens {
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** See `commonBin`. */
  readonly bin: number;
  readonly modelHash: string;
}

/** How much is read as one with a region. */
export interface IntervalChoice {
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** Half of the useful context on each side where no flank is named, instead of what fills it. */
  readonly half?: boolean | undefined;
  /**
   * All that is read, instead of a flank: an interval that was read before. A model that reads in tiles
   * reads for a region what it read before in any case.
   */
  readonly interval?: Region | undefined;
  /** What of the region needs values, in order; all of it where absent. */
  readonly only?: readonly Region[] | undefined;
}

/** Reads the interval that belongs to a region. Errors: those of the readers and of `chooseReading`. */
export async function readInterval(
  region: Region,
  { flank, half, interval: given, only = [region] }: IntervalChoice,
  { genome, model, signal }: Pick<AnalysisContext, 'genome' | 'model' | 'signal'>,
): Promise<IntervalTokens> {
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const options = { flank, half, bin, interval: given };
  const { interval, valued } = chooseReading(only, contigOf(genome, region), manifest, options);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  return { interval, tokens, valued, bin, modelHash: model.identity.hash };
}

function contigOf(genome: Genome, { contig }: Region): Contig {
  const found = contigNamed(genome.contigs, contig);
  if (found) return found;
  throw new MegabaseError('contig-unknown', `${genome.path} has no contig "${contig}".`);
}
