import type { ProviderChoice } from '../../contract/index.ts';
import { describeModel } from '../../model/index.ts';
import { mostHeld } from '../records/index.ts';
import { findWork } from './change-work.ts';
import type { EstimateContext } from './estimate-pass.ts';
import { processorTime, type ProcessorTime } from './processor-time.ts';

/** What changed sequences take of processors, and how that is known. */
interface ChangeTime extends ProcessorTime {
  /** Processor-seconds a base of what is read that changes can be compared with it. */
  readonly perRead: number;
  /** Processor-seconds a changed sequence. */
  readonly perChange: number;
}

/**
 * What a changed sequence computes where nobody has measured it, in bases that are read: from where it changes to where
 * its hidden states are those of the reference again, in whole blocks, which are smaller in a wide network. That is for a
 * model to know: a substitution computes 480 bases of Hawk tutorial, 520 of Caduceus tutorial and 2,400 of Hawk yeast,
 * and 77 and 83 of Caduceus 128 x 8 and 256 x 16 PS with random weights, which remember less than trained ones.
 */
const changedBasesOf = { narrow: 500, wide: 130 };

/** From so many channels on a network is wide. */
const wideNetwork = 128;

/**
 * What else a change takes: a scan of a strand has its blocks made ready and compared, 50 to 120 us. The reference's
 * states are kept, so a pass over it takes longer: 1.0 to 1.35 times as long for the tutorials, 1.4 for wide networks.
 */
const changing = { scanSeconds: 100e-6, passes: 1.4 };

/** Processor-seconds of a record that is read, kept and written; measured with 3,000 and 100,000. */
export const recordSeconds = 180e-6;

/** Of what a reading took, the opening of graphs, which is part of a command's start. */
const openingSeconds = 0.5;

/** How often tiles with so many records are read, the mean. `each`: changed sequences a record. */
export function readings(records: number, tiles: number, each = 1): number {
  const atOnce = Math.min(mostHeld.records, Math.floor(mostHeld.sequences / each));
  return Math.max(1, Math.ceil(records / atOnce / Math.max(1, tiles)));
}

/** Bases that reading tiles of so many bases takes, and so many records in them, each changed so many times. */
export function changedBases(records: number, tiles: readonly number[], each = 1): number {
  const read = tiles.reduce((sum, length) => sum + length, 0);
  const times = readings(records, tiles.length, each);
  return changing.passes * times * read + records * each * changedBasesOf.narrow;
}

/** By changes that were computed before where there are any; else from what reading takes, and the network's size. */
export function changeTime(
  tools: Pick<EstimateContext, 'model' | 'cache'>,
  { provider, tolerance }: { readonly provider: ProviderChoice; readonly tolerance: number },
): ChangeTime {
  const { model, cache } = tools;
  const pass = processorTime(tools, provider);
  const findEdits = cache?.findEdits?.bind(cache);
  const work = findEdits && findWork(provider, { model, tolerance }, { findEdits });
  if (work) {
    const { tokens, readingSeconds, changes, changesSeconds } = work;
    const start = Math.min(openingSeconds, readingSeconds / 2);
    return {
      perBase: pass.perBase,
      perRead: (readingSeconds - start) / tokens,
      perChange: changesSeconds / changes,
      from: 'runs',
    };
  }
  const { network } = describeModel(model.model);
  const isWide = network !== undefined && network.d >= wideNetwork;
  const bases = isWide ? changedBasesOf.wide : changedBasesOf.narrow;
  const scans = network?.layers.reduce((sum, { streamed }) => sum + streamed.length, 0) ?? 0;
  return {
    perBase: pass.perBase,
    perRead: changing.passes * pass.perBase,
    perChange: bases * pass.perBase + scans * (network?.strands ?? 0) * changing.scanSeconds,
    from: 'size',
  };
}
