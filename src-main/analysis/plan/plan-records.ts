import type { ComputeSettings, Environment } from '../environment/index.ts';
import {
  changedBases,
  changeTime,
  estimatePass,
  lookUpRuns,
  processorTime,
  programBytes,
  readings as tileReadings,
  recordSeconds,
  startSeconds,
} from '../estimate/index.ts';
import { readingCost, wantedAnswers, type ReadingChoice } from '../effects/index.ts';
import { mostHeld } from '../records/index.ts';
import type { RecordCut } from '../variants/index.ts';
import type { CutRun, PlannedPiece } from './cut-run.ts';

/** Bytes of a scored record with its scores, in the output and once more in the cache, about. */
const recordBytes = 1_000;

/**
 * Bytes of a record that is held with its scores, in the command and its compute process: 7 to 10 KB in the command; in
 * all 16 KB (Caduceus tutorial) to 60 KB (Hawk tutorial) of each more than 3,000, up to 20,000, on chrT1. What a pass takes
 * is foretold with some room, so that with 30 KB the peak of 20,000 is met within a fiftieth, or within a third above.
 */
const heldBytes = 30_000;

/** How the scoring of a file's records can be cut, and what its pieces take. */
export function planRecords(
  { records, most, scattered, cut }: RecordCut,
  options: ComputeSettings & {
    /** bp of the window of each record, where nothing else is read. */
    readonly windowOnly?: number | undefined;
    /** Random changes beside each record. */
    readonly randomChanges?: number | undefined;
    /** Whether each record is read once more, its bases masked. */
    readonly masked?: boolean | undefined;
    readonly tolerance: number;
    /** Answers beside the model's own, each by a pass of its own. */
    readonly readings?: ReadingChoice | undefined;
  },
  environment: Pick<Environment, 'model' | 'cache'>,
): CutRun {
  const { provider, memory, windowOnly, randomChanges = 0, masked, readings = {} } = options;
  const { model } = environment;
  const passes = readingCost(wantedAnswers(model, readings), model);
  const tools = lookUpRuns({ ...environment, memory }, provider);
  const { perRead, perChange, ...changing } = changeTime(environment, options);
  const { perBase, from } = windowOnly === undefined ? changing : processorTime(tools, provider);
  const each = (1 + randomChanges) * (masked ? 2 : 1);
  const notes =
    scattered === 0
      ? []
      : [
          'The variants are not sorted, so several pieces read the same tiles; sort them first (bcftools sort).',
        ];
  return {
    ...{ most, from, notes, of: 'tiles with variants' },
    cut: (count) =>
      cut(count).map(({ from: first, to, intervals }): PlannedPiece => {
        const items = to - first;
        const lengths = intervals.map(({ start, end }) => end - start);
        const read = lengths.reduce((sum, length) => sum + length, 0);
        const secondsOf = (sequences: number) =>
          perRead * tileReadings(items, lengths.length, sequences) * read +
          perChange * sequences * items;
        const bases =
          windowOnly === undefined
            ? changedBases(items, lengths, each) + passes * changedBases(items, lengths)
            : items * each * windowOnly;
        const seconds =
          windowOnly === undefined ? secondsOf(each) + passes * secondsOf(1) : perBase * bases;
        const length = windowOnly ?? lengths.reduce((most, one) => Math.max(most, one), 0);
        const isChanged = windowOnly === undefined;
        const spill = isChanged ? 'auto' : 'never';
        const pass = estimatePass({ length, provider, spill, isChanged }, tools);
        const name = (record: number) => record.toLocaleString('en-US');
        return {
          holds: `records ${name(first + 1)} to ${name(to)} of ${name(records)}`,
          ...{ items, bases },
          processorSeconds: startSeconds + seconds + recordSeconds * items,
          memoryBytes:
            programBytes + heldBytes * Math.min(items, mostHeld.records) + pass.memoryBytes,
          outputBytes: recordBytes * items,
          diskBytes: pass.spilledBytes + 2 * recordBytes * items,
        };
      }),
  };
}
