import {
  contigNamed,
  defined,
  formatRegion,
  MegabaseError,
  type MutagenesisReadout,
  type Region,
  type Shard,
} from '../../contract/index.ts';
import { perturbedReading } from '../../model/index.ts';
import { tokenize } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import type { PerturbationSettings } from '../perturbations/index.ts';
import { findReadout, type ReadoutChoice } from './readout.ts';

/** A mutagenesis that is wanted. */
export interface MutagenesisSpec extends PerturbationSettings {
  readonly region: Region;
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  readonly readout: ReadoutChoice;
  /** GFF3 or GTF with the gene that a readout names. */
  readonly annotation?: string | undefined;
  /** Substitutes these bases only; reads what the whole run reads. */
  readonly shard?: Shard | undefined;
}

/** A region with all that is read for it. */
interface ReadRegion extends Pick<ReturnType<typeof perturbedReading>, 'interval' | 'valued'> {
  readonly readout: MutagenesisReadout;
  /** Of the interval. */
  readonly tokens: Uint8Array;
}

/** Longest region: so many times three sequences are computed. */
const maxBases = 50_000;

/** What is read of a region, and where its readout is. Errors: `usage`, `track-unknown`; those of the readers. */
export async function readRegion(
  spec: MutagenesisSpec,
  context: AnalysisContext,
): Promise<ReadRegion> {
  const { region, flank } = spec;
  const { genome, model, signal } = context;
  expectShort(region);
  const readout = await findReadout(spec.readout, spec, context);
  const contig = defined(contigNamed(genome.contigs, region.contig));
  const { interval, valued } = perturbedReading(
    hullOf(region, readout),
    contig,
    model.model.manifest,
    { flank, within: true, ...(readout.kind === 'track' && { bin: readout.track.bin }) },
  );
  return { readout, interval, valued, tokens: tokenize(await genome.fetch(interval, { signal })) };
}

/** The region with the place of the readout. */
function hullOf(region: Region, readout: MutagenesisReadout): Region {
  if (readout.kind === 'likelihood') return region;
  const { place } = readout;
  const { contig, start, end } = region;
  return { contig, start: Math.min(start, place.start), end: Math.max(end, place.end) };
}

function expectShort(region: Region): void {
  const length = region.end - region.start;
  if (length <= maxBases) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(region)} has ${length.toLocaleString('en-US')} bp. Three changed sequences are ` +
      `computed for each base, so at most ${maxBases.toLocaleString('en-US')} bp are taken.`,
  );
}
