import { endLine, StagedText } from '../output/index.ts';
import type { TableRow, TableHead } from './column.ts';
import type { TableFile, TableFileOptions } from './table-file.ts';
import { textHead, textLine } from './text.ts';

/** A table as text, its cells apart by tabs; bgzip where its name ends in `.gz`. */
export class TextTable implements TableFile {
  readonly path: string;
  readonly #head: TableHead;
  readonly #file: StagedText;
  readonly #tellsEnd: boolean;
  #rows = 0;

  private constructor(path: string, head: TableHead, file: StagedText, tellsEnd: boolean) {
    this.path = path;
    this.#head = head;
    this.#file = file;
    this.#tellsEnd = tellsEnd;
  }

  static async open(
    path: string,
    head: TableHead,
    { replaces, tellsEnd = false }: TableFileOptions,
  ): Promise<TextTable> {
    const file = await StagedText.open(path, { replaces });
    await file.append(textHead(head));
    return new TextTable(path, head, file, tellsEnd);
  }

  get size(): number {
    return this.#file.size;
  }

  append(row: TableRow): Promise<void> | undefined {
    this.#rows += 1;
    return this.#file.add(textLine(this.#head, row));
  }

  async commit(): Promise<void> {
    if (this.#tellsEnd) await this.#file.append(endLine(this.#rows));
    await this.#file.commit();
  }

  discard(): Promise<void> {
    return this.#file.discard();
  }
}
