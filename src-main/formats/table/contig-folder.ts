import { join } from 'node:path';
import { StagedFolder } from '../output/index.ts';
import type { TableRow, TableHead } from './column.ts';
import { FileNames } from './file-names.ts';
import type { TableFile } from './table-file.ts';

/** Files that are open at a time. */
const maxOpen = 64;

const noContig = 'unplaced';

/**
 * A table as a folder, one file a contig: all of it appears at once, or nothing. Where rows of a contig come again
 * after more than 64 others, a further file takes them: `chr1.2.parquet`. Rows without a contig are in
 * `unplaced`, and of a table without rows its columns are.
 */
export class ContigFolder implements TableFile {
  readonly path: string;
  readonly #folder: StagedFolder;
  readonly #open: (path: string) => Promise<TableFile>;
  readonly #ending: string;
  readonly #contig: number;
  /** By contig, the one that was written to last at the end. */
  readonly #files = new Map<string, TableFile>();
  readonly #parts = new Map<string, number>();
  readonly #names = new FileNames();
  #last: { readonly contig: string; readonly file: TableFile } | undefined;
  #size = 0;

  /**
   * @param ending of the files, with its dot
   * @param open opens a file, in the folder before it takes its place
   */
  constructor(
    path: string,
    { columns }: TableHead,
    {
      ending,
      open,
    }: { readonly ending: string; readonly open: (path: string) => Promise<TableFile> },
  ) {
    this.path = path;
    this.#folder = StagedFolder.open(path);
    this.#open = open;
    this.#ending = ending;
    this.#contig = columns.findIndex(({ name }) => name === 'chrom');
  }

  get size(): number {
    return this.#size;
  }

  append(row: TableRow): Promise<void> | undefined {
    const contig = String(row[this.#contig] ?? noContig);
    if (this.#last?.contig === contig) return this.#last.file.append(row);
    return this.#fileOf(contig).then(async (file) => {
      this.#last = { contig, file };
      await file.append(row);
    });
  }

  async commit(): Promise<void> {
    if (this.#parts.size === 0) await this.#fileOf(noContig);
    for (const file of this.#files.values()) await this.#close(file);
    this.#files.clear();
    this.#folder.commit();
  }

  async discard(): Promise<void> {
    for (const file of this.#files.values()) await file.discard();
    this.#folder.discard();
  }

  async #fileOf(contig: string): Promise<TableFile> {
    const known = this.#files.get(contig);
    if (known) {
      this.#files.delete(contig);
      this.#files.set(contig, known);
      return known;
    }
    const [oldest] = this.#files;
    if (oldest && this.#files.size >= maxOpen) {
      this.#files.delete(oldest[0]);
      await this.#close(oldest[1]);
    }
    const part = (this.#parts.get(contig) ?? 0) + 1;
    this.#parts.set(contig, part);
    const own = this.#names.of(contig, part);
    const file = await this.#open(join(this.#folder.temporary, `${own}${this.#ending}`));
    this.#files.set(contig, file);
    return file;
  }

  async #close(file: TableFile): Promise<void> {
    await file.commit();
    this.#size += file.size;
  }
}
