import { basename } from 'node:path';
import type { GenomeFiles, ServedFile } from '../../contract/index.ts';
import { openFasta, type Fasta } from '../../readers/index.ts';

/** Gives a file of the user's an address that the window may read it by. */
export interface FileShelf {
  register(path: string): ServedFile;
}

export interface OpenGenome {
  readonly fasta: Fasta;
  readonly files: GenomeFiles;
}

/** Opens a genome for predictions and for the browser; a missing index is built in `indexFolder`. */
export async function openGenome(
  path: string,
  shelf: FileShelf,
  options: Parameters<typeof openFasta>[1],
): Promise<OpenGenome> {
  const fasta = await openFasta(path, options);
  const { fai, gzi } = fasta.index;
  return {
    fasta,
    files: {
      name: basename(path),
      format: 'fasta',
      sequence: shelf.register(path),
      index: shelf.register(fai),
      compressedIndex: gzi === undefined ? undefined : shelf.register(gzi),
      contigs: fasta.contigs,
    },
  };
}
