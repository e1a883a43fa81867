import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { StagedFile } from '../output/index.ts';
import { typedCell, type Column, type TableRow, type TableHead } from './column.ts';
import { schemaNotes } from './schema-notes.ts';
import { rowsPerGroup, type TableFile, type TableFileOptions } from './table-file.ts';

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Values = Parameters<ParquetWriter['write']>[0]['columnData'][number]['data'];

/**
 * Parquet, Snappy, a row group for every 65,536 rows, every column optional: integers are INT64, float32 FLOAT,
 * text is UTF-8. Source: github.com/apache/parquet-format.
 */
export class ParquetTable implements TableFile {
  readonly path: string;
  readonly #columns: readonly Column[];
  readonly #file: StagedFile;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: TableRow[] = [];

  private constructor(path: string, head: TableHead, file: StagedFile) {
    this.path = path;
    this.#columns = head.columns;
    this.#file = file;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(head.columns),
      kvMetadata: schemaNotes(head),
      createdBy: 'Megabase',
    });
  }

  static async open(
    path: string,
    head: TableHead,
    { replaces }: TableFileOptions,
  ): Promise<ParquetTable> {
    return new ParquetTable(path, head, await StagedFile.open(path, { replaces }));
  }

  get size(): number {
    return this.#file.size;
  }

  append(row: TableRow): Promise<void> | undefined {
    this.#rows.push(row);
    return this.#rows.length < rowsPerGroup ? undefined : this.#writeGroup();
  }

  async commit(): Promise<void> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#writer.finish();
    await this.#flush();
    await this.#file.commit();
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#writer.write({
      columnData: this.#columns.map(({ name, kind }, i) => ({
        name,
        data: rows.map((row) => typedCell(row[i], kind)) as Values,
      })),
      rowGroupSize: rows.length,
    });
    await this.#flush();
  }

  /** Moves what was encoded into the file; offsets go on. */
  async #flush(): Promise<void> {
    await this.#file.append(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

function schemaOf(columns: readonly Column[]): Schema {
  const optional = { repetition_type: 'OPTIONAL' } as const;
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, kind }) => {
      if (kind === 'integer') return { name, type: 'INT64', ...optional } as const;
      if (kind === 'float32') return { name, type: 'FLOAT', ...optional } as const;
      const text = { converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
      return { name, type: 'BYTE_ARRAY', ...optional, ...text } as const;
    }),
  ];
}
