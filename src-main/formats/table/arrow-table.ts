import {
  Field,
  Float32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { defined } from '../../contract/index.ts';
import { StagedFile } from '../output/index.ts';
import { typedCell, type Column, type TableRow, type TableHead } from './column.ts';
import { schemaNotes } from './schema-notes.ts';
import { rowsPerGroup, type TableFile, type TableFileOptions } from './table-file.ts';

const types = { integer: new Int64(), float32: new Float32(), text: new Utf8() };

/**
 * Arrow's file format (Feather 2), uncompressed, a record batch for every 65,536 rows, every field nullable; a
 * field's metadata has its unit. Source: arrow.apache.org/docs/format/Columnar.html#ipc-file-format.
 */
export class ArrowTable implements TableFile {
  readonly path: string;
  readonly #columns: readonly Column[];
  readonly #schema: Schema;
  readonly #file: StagedFile;
  readonly #writer: PieceWriter;
  #rows: TableRow[] = [];

  private constructor(path: string, head: TableHead, file: StagedFile) {
    this.path = path;
    this.#columns = head.columns;
    this.#file = file;
    this.#schema = new Schema(
      head.columns.map(fieldOf),
      new Map(schemaNotes(head).map(({ key, value }) => [key, value])),
    );
    this.#writer = new PieceWriter();
    // Of a table without rows the schema stands, too.
    this.#writer.reset(undefined, this.#schema);
  }

  static async open(
    path: string,
    head: TableHead,
    { replaces }: TableFileOptions,
  ): Promise<ArrowTable> {
    return new ArrowTable(path, head, await StagedFile.open(path, { replaces }));
  }

  get size(): number {
    return this.#file.size;
  }

  append(row: TableRow): Promise<void> | undefined {
    this.#rows.push(row);
    return this.#rows.length < rowsPerGroup ? undefined : this.#writeBatch();
  }

  async commit(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeBatch();
    this.#writer.finish();
    await this.#flush();
    await this.#file.commit();
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  async #writeBatch(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    const children = this.#columns.map(({ kind }, i) => {
      const cells = rows.map((row) => typedCell(row[i], kind));
      return defined(vectorFromArray(cells, types[kind]).data[0]);
    });
    const { fields } = this.#schema;
    const data = makeData({
      type: new Struct(fields),
      length: rows.length,
      nullCount: 0,
      children,
    });
    this.#writer.write(new RecordBatch(this.#schema, data));
    await this.#flush();
  }

  async #flush(): Promise<void> {
    for (const piece of this.#writer.take()) await this.#file.append(piece);
  }
}

/** Arrow's writer, whose bytes are taken as they come instead of by a stream that holds them all. */
class PieceWriter extends RecordBatchFileWriter {
  #pieces: Uint8Array[] = [];

  constructor() {
    super({ autoDestroy: false });
  }

  take(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    const { buffer, byteOffset, byteLength } = chunk;
    this.#pieces.push(new Uint8Array(buffer, byteOffset, byteLength).slice());
    this._position += byteLength;
    return this;
  }
}

function fieldOf({ name, kind, unit, about }: Column): Field {
  const notes = Object.entries({ unit, description: about }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return new Field(name, types[kind], true, new Map(notes));
}
