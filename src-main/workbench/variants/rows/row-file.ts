import { dirname } from 'node:path';
import type {
  BackgroundComparison,
  DistalEffect,
  LocalEffect,
  VariantRow,
  VariantScores,
} from '../../../contract/index.ts';
import { makeFolder, StagedFile, throwIfCancelled } from '../../../formats/output/index.ts';
import type { RowsOfRecord, VariantTableHead } from '../../../analysis/variants/index.ts';

/** Of files that this version writes and reads. */
export const rowFormatVersion = 2;

/** What is known of all rows: the first line of their file. */
export interface RowFileHead extends VariantTableHead {
  readonly formatVersion: number;
  /** The genome's contigs, in its order. */
  readonly contigs: readonly string[];
}

/** A line of the file: a record as its own file writes it, and its rows. */
interface RowLine {
  readonly text?: string | undefined;
  readonly line?: number | undefined;
  readonly rows: readonly VariantRow[];
}

/** Bytes collected before they are written. */
const batchLength = 1 << 18;

/**
 * Writes rows as they come, a record a line; the file stands in its place once it is whole. Errors:
 * `output-unwritable`, `disk-full`, `cancelled`, and those of `records`.
 */
export async function writeRowFile(
  path: string,
  head: Omit<RowFileHead, 'formatVersion'>,
  records: AsyncIterable<RowsOfRecord>,
  signal?: AbortSignal,
): Promise<void> {
  makeFolder(dirname(path));
  const file = await StagedFile.open(path, { replaces: 'anything' });
  let waiting = `${JSON.stringify({ formatVersion: rowFormatVersion, ...head })}\n`;
  try {
    for await (const { rows, record } of records) {
      throwIfCancelled(signal, path);
      const line: RowLine = { text: record?.text, line: record?.line, rows };
      waiting += `${JSON.stringify(line)}\n`;
      if (waiting.length < batchLength) continue;
      await file.append(Buffer.from(waiting));
      waiting = '';
    }
    await file.append(Buffer.from(waiting));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

export function parseRowLine(text: string): RowsOfRecord {
  const { text: record, line, rows } = JSON.parse(text) as RowLine;
  const whole = rows.map(withMissing);
  if (record === undefined) return { rows: whole };
  const stated = rows[0]?.stated;
  return {
    rows: whole,
    record: { text: record, line, stated, genotype: rows[0]?.genotype, alleles: [] },
  };
}

/** JSON writes `null` for what is no number. */
function withMissing(row: VariantRow): VariantRow {
  if (row.scores === undefined) return row;
  const numbers = <T extends LocalEffect | DistalEffect>(one: T): T => ({
    ...one,
    value: orNaN(one.value),
    effect: orNaN(one.effect),
    ...(one.background && { background: compared(one.background) }),
  });
  const { local, distal, aggregates, llrBackground, maskedLlrBackground, readings } = row.scores;
  const scores: VariantScores = {
    ...row.scores,
    local: local.map(numbers),
    distal: distal.map(numbers),
    ...(llrBackground && { llrBackground: compared(llrBackground) }),
    ...(readings && {
      readings: readings.map(({ llr, ...one }) => ({
        ...one,
        ...(llr !== undefined && { llr: orNaN(llr) }),
        local: one.local.map(orNaN),
        distal: one.distal.map(orNaN),
      })),
    }),
    ...(maskedLlrBackground && { maskedLlrBackground: compared(maskedLlrBackground) }),
    ...(aggregates && {
      aggregates: aggregates.map((one) => ({ ...one, value: orNaN(one.value) })),
    }),
  };
  return { ...row, scores };
}

function compared({ mean, deviation, percentile }: BackgroundComparison): BackgroundComparison {
  return { mean: orNaN(mean), deviation: orNaN(deviation), percentile: orNaN(percentile) };
}

/** JSON has no NaN and says null. */
function orNaN(value: number | null): number {
  return value ?? NaN;
}
