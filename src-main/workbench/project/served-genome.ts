import { basename } from 'node:path';
import type { GenomeFiles, ServedFile } from '../../contract/index.ts';
import { browserCopy, openGenome } from '../../formats/open-genome/index.ts';
import type { Genome } from '../../formats/genome/index.ts';

/** Gives a file of the user's an address that the window may read it by. */
export interface FileServer {
  register(path: string): ServedFile;
}

/** A genome that is open for predictions, and whose files the browser may read. */
export interface ShelvedGenome {
  readonly genome: Genome;
  describe(): GenomeFiles;
}

/** Opens a genome; a missing index of a FASTA is built in `indexFolder`. */
export async function shelveGenome(
  path: string,
  files: FileServer,
  options: Omit<Parameters<typeof openGenome>[1], 'onNote'>,
): Promise<ShelvedGenome> {
  const notes = new Set<string>();
  const genome = await openGenome(path, { ...options, onNote: (note) => notes.add(note) });
  const copy = await browserCopy(genome, options.indexFolder).catch(async (error: unknown) => {
    await genome.close();
    throw error;
  });
  const index = copy === undefined && 'index' in genome ? genome.index : undefined;
  const served = {
    name: basename(path),
    format: genome.format,
    sequence: files.register(copy ?? path),
    index: index && files.register(index.fai),
    compressedIndex: index?.gzi === undefined ? undefined : files.register(index.gzi),
    contigs: genome.contigs,
  };
  // Some notes come when a contig is read for the first time.
  return { genome, describe: () => ({ ...served, notes: [...notes] }) };
}
