import type { VariantRow } from '../../../contract/index.ts';
import {
  endingsOf,
  endLine,
  partKey,
  formatByEnding,
  outputTarget,
  throwIfCancelled,
  StagedText,
  type Replaceable,
} from '../../../formats/output/index.ts';
import {
  isTableFormat,
  tableFormats,
  writeTable,
  type TableFormat,
} from '../../../formats/table/index.ts';
import type { SourceRecord } from '../sources/index.ts';
import { bedText } from './bed-text.ts';
import { jsonText } from './json-text.ts';
import { variantTable } from './variant-table.ts';
import type { VariantText, VariantTableHead } from './variant-text.ts';
import { vcfText } from './vcf-text.ts';

const textFormats = endingsOf(['vcf', 'bed', 'json'] as const, { text: true });
export const variantFormats = { ...tableFormats, ...textFormats };
export type VariantFormat = keyof typeof variantFormats;

/** The format that a file's ending asks for; `.gz` may follow. Error: `output-format`. */
export function variantFormat(path: string, name?: string): VariantFormat {
  return formatByEnding(path, name, variantFormats, { of: 'variants' });
}

/** Where lines go that are no records, beside a VCF file. */
export function malformedPath(out: string): string {
  return `${out.replace(/\.vcf(\.gz)?$/i, '')}.malformed.txt`;
}

/** Rows of one record, or of a haplotype without one. */
export interface RowsOfRecord {
  readonly rows: readonly VariantRow[];
  readonly record?: SourceRecord | undefined;
}

export interface WrittenVariants {
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  /** The file of lines that are no records, if there were any. */
  readonly malformed?: string | undefined;
  /** Such lines where the VCF went to a pipe, which has nothing beside it. */
  readonly leftOut: number;
}

/** All files that may be written for `out`: the VCF's lines that are no records go beside it. */
export async function variantPaths(out: string, format: VariantFormat): Promise<string[]> {
  const isAlone = format !== 'vcf' || (await outputTarget(out)).kind === 'stream';
  return isAlone ? [out] : [out, malformedPath(out)];
}

/**
 * Writes rows as they come; the file stands in its place once it is whole. A VCF file cannot hold a
 * line that is no record: these go to a file of their own, as they stand.
 *
 * Errors: `output-unwritable`, `disk-full`, `cancelled`, and those of `records`, of which none is
 * asked for before the file can be written.
 */
export async function writeVariants(
  records: AsyncIterable<RowsOfRecord>,
  path: string,
  options: VariantTableHead & {
    readonly format: VariantFormat;
    readonly onRow?: (row: VariantRow) => void;
    readonly replaces?: Replaceable | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WrittenVariants> {
  const { format, replaces, signal } = options;
  const isPart = options.notes.some(({ key }) => key === partKey);
  if (isTableFormat(format)) return writeTableOf(records, path, { ...options, format, isPart });
  const text = texts[format](options);
  const [, beside] = await variantPaths(path, format);
  const file = await StagedText.open(path, { replaces });
  let malformed: StagedText | undefined;
  let [count, leftOut, lines] = [0, 0, 0];
  try {
    await file.append(text.head);
    for await (const { rows, record } of records) {
      throwIfCancelled(signal, path);
      for (const row of rows) options.onRow?.(row);
      if (format === 'vcf' && record && record.stated === undefined) {
        if (beside === undefined) leftOut++;
        else {
          malformed ??= await StagedText.open(beside, { replaces });
          await malformed.append(`${record.text}\n`);
        }
        continue;
      }
      const own = text.rows(rows, record);
      if (isPart) lines += own.split('\n').length - 1;
      await file.append(own);
      count++;
    }
    // A VCF has no place for it: its records are counted in its header.
    if (isPart && format === 'bed') await file.append(endLine(lines));
    await file.append(text.tail);
    await malformed?.commit();
    await file.commit();
  } catch (error) {
    await malformed?.discard();
    await file.discard();
    throw error;
  }
  return {
    path,
    records: count,
    bytes: file.size,
    malformed: malformed && beside,
    leftOut,
  };
}

async function writeTableOf(
  records: AsyncIterable<RowsOfRecord>,
  path: string,
  options: VariantTableHead & {
    readonly format: TableFormat;
    readonly isPart: boolean;
    readonly onRow?: (row: VariantRow) => void;
    readonly replaces?: Replaceable | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WrittenVariants> {
  const { format, isPart, replaces, signal, onRow } = options;
  const { head, rows: rowsOf } = variantTable(options);
  let count = 0;
  const rows = async function* () {
    for await (const { rows } of records) {
      throwIfCancelled(signal, path);
      for (const row of rows) onRow?.(row);
      yield* rowsOf(rows);
      count++;
    }
  };
  const table = { format, head, replaces, signal, tellsEnd: isPart };
  const { bytes } = await writeTable(path, rows(), table);
  return { path, records: count, bytes, malformed: undefined, leftOut: 0 };
}

const texts: Record<keyof typeof textFormats, (options: VariantTableHead) => VariantText> = {
  vcf: vcfText,
  bed: bedText,
  json: jsonText,
};
