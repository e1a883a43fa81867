import { open, type FileHandle } from 'node:fs/promises';
import {
  MegabaseError,
  systemCode,
  type ListedVariant,
  type VariantOrderRequest,
  type VariantPoints,
  type VariantRow,
  type VariantRows,
  type VariantRowsRequest,
  defined,
} from '../../../contract/index.ts';
import type { RowsOfRecord } from '../../../analysis/variants/index.ts';
import { parseRowLine, rowFormatVersion, type RowFileHead } from './row-file.ts';
import { ColumnsBuilder } from './row-columns.ts';
import { RowOrder } from './row-order.ts';

/** Where the rows of a line of the file are. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * The rows of a file that `writeRowFile` wrote. Memory holds what they are sorted and filtered by; the
 * rows that are asked for are read from the file.
 */
export class RowTable {
  readonly path: string;
  readonly head: RowFileHead;
  readonly count: number;
  /** All rows as they are drawn. */
  readonly points: VariantPoints;
  readonly #order: RowOrder;
  readonly #lines: readonly Place[];
  /** Of each row, its line, and its number in it. */
  readonly #lineOf: Uint32Array;
  readonly #withinLine: Uint32Array;

  private constructor(
    path: string,
    head: RowFileHead,
    columns: ReturnType<ColumnsBuilder['build']>,
    lines: readonly Place[],
    rows: { readonly lineOf: readonly number[]; readonly withinLine: readonly number[] },
  ) {
    this.path = path;
    this.head = head;
    this.count = columns.count;
    this.points = columns.points;
    this.#order = new RowOrder(columns);
    this.#lines = lines;
    this.#lineOf = Uint32Array.from(rows.lineOf);
    this.#withinLine = Uint32Array.from(rows.withinLine);
  }

  /** Error: `cache-missing` where the file is gone or is not what was written. */
  static async open(path: string): Promise<RowTable> {
    const lines: Place[] = [];
    const rows = { lineOf: [] as number[], withinLine: [] as number[] };
    let head: RowFileHead | undefined;
    let columns: ColumnsBuilder | undefined;
    for await (const { text, ...place } of linesOf(path)) {
      if (columns === undefined) {
        head = parse(path, () => JSON.parse(text) as RowFileHead);
        if (head.formatVersion !== rowFormatVersion) throw lost(path);
        columns = new ColumnsBuilder(head.contigs, head.masked);
        continue;
      }
      const line = parse(path, () => parseRowLine(text));
      for (const [i, row] of line.rows.entries()) {
        columns.add(row);
        rows.lineOf.push(lines.length);
        rows.withinLine.push(i);
      }
      lines.push(place);
    }
    if (columns === undefined) throw lost(path);
    return new RowTable(path, defined(head), columns.build(), lines, rows);
  }

  /** Error: `cache-missing` where the file is gone meanwhile. */
  async list({
    offset,
    count,
    ...order
  }: Omit<VariantRowsRequest, 'project' | 'set'>): Promise<VariantRows> {
    const found = this.#order.find(order);
    const numbers = [...found.subarray(offset, offset + count)];
    const rows = await this.#withFile((file) =>
      Promise.all(numbers.map((number) => this.#read(file, number))),
    );
    return {
      total: found.length,
      rows: rows.map((variant, i): ListedVariant => ({ number: defined(numbers[i]), variant })),
    };
  }

  /** Numbers of the rows that are listed, in order; not to be changed. */
  order(order: Omit<VariantOrderRequest, 'project' | 'set'>): Uint32Array {
    return this.#order.find(order);
  }

  /** Errors: `cache-missing`, `usage` where there is no such row. */
  async row(number: number): Promise<VariantRow> {
    if (number < this.count) return this.#withFile((file) => this.#read(file, number));
    throw new MegabaseError(
      'usage',
      `There are ${this.count} rows; row ${number} is none of them.`,
    );
  }

  /** All records, in the file's order. */
  async *records(): AsyncGenerator<RowsOfRecord> {
    let isHead = true;
    for await (const { text } of linesOf(this.path)) {
      if (!isHead) yield parse(this.path, () => parseRowLine(text));
      isHead = false;
    }
  }

  async #read(file: FileHandle, number: number): Promise<VariantRow> {
    const { offset, length } = defined(this.#lines[defined(this.#lineOf[number])]);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead !== length) throw lost(this.path);
    const { rows } = parse(this.path, () => parseRowLine(buffer.toString('utf8')));
    return rows[defined(this.#withinLine[number])] ?? missing(this.path);
  }

  async #withFile<T>(use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await openRows(this.path);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }
}

/** The lines of a file with where they are, in bytes. */
async function* linesOf(path: string): AsyncGenerator<Place & { readonly text: string }> {
  const file = await openRows(path);
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const piece of file.createReadStream({ highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, piece as Buffer]);
    let start = 0;
    for (let end; (end = bytes.indexOf(0x0a, start)) >= 0; start = end + 1) {
      const length = end - start;
      yield { offset: offset + start, length, text: bytes.toString('utf8', start, end) };
    }
    offset += start;
    rest = bytes.subarray(start);
  }
  // A whole file ends with a line's end.
  if (rest.length > 0) throw lost(path);
}

async function openRows(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? lost(path, error) : error;
  }
}

function parse<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw lost(path, error);
  }
}

function missing(path: string): never {
  throw lost(path);
}

function lost(path: string, cause?: unknown): MegabaseError {
  const message = `The scores are no longer in the cache (${path}). Score the variants again.`;
  return new MegabaseError('cache-missing', message, { cause });
}
