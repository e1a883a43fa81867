import { stat } from 'node:fs/promises';
import { isMegabaseError, MegabaseError } from '../../contract/index.ts';
import { formatGzi, parseGzi, type BgzipIndex } from '../bgzip/index.ts';
import { scanBgzip, scanPlain, type ScanOptions } from './build-fasta-index.ts';
import { formatFai, parseFai, type FaiEntry } from './fasta-index.ts';
import type { FastaFile } from './inspect-fasta.ts';
import { writeOwnFile } from '../output/index.ts';
import { keptIndexPath, readIfThere } from './kept-index.ts';

export interface LoadedIndex {
  /** The `.fai` it came from. */
  readonly path: string;
  readonly entries: readonly FaiEntry[];
  /** The `.gzi` of a bgzip file. */
  readonly gzi?: string | undefined;
  /** Where the blocks of a bgzip file lie; absent for a plain one. */
  readonly blocks?: BgzipIndex | undefined;
  /** Milliseconds by which the index is older than the file; not positive where it is newer. */
  readonly behindMs: number;
}

export interface LoadIndexOptions {
  /** The `.fai` to use, in place of the one beside the file. Of a bgzip file the `.gzi` lies beside either. */
  readonly index?: string | undefined;
  /** Folder for the indexes that are built; nothing is ever written beside the user's file. */
  readonly indexFolder: string;
  readonly onNote?: ((note: string) => void) | undefined;
  /** Share of the file that was read for an index, 0 to 1; not called where there is one. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The index that was chosen, else the one beside the file, or one that was built before, or a new one. Throws
 * `fasta-index` for a chosen one that is not there and for one that is none, `fasta-format` where none can be made.
 */
export async function loadIndex(file: FastaFile, options: LoadIndexOptions): Promise<LoadedIndex> {
  const beside = { fai: `${file.path}.fai`, gzi: `${file.path}.gzi` };
  if (options.index !== undefined) return chosenIndex(file, options.index, beside.gzi);
  const kept = {
    fai: keptIndexPath(options.indexFolder, file.path, file.state, 'fai'),
    gzi: keptIndexPath(options.indexFolder, file.path, file.state, 'gzi'),
  };
  return (
    (await readIndex(file, beside)) ??
    (await readIndex(file, kept).catch(ignoreDamaged)) ??
    (await buildIndex(file, kept, options))
  );
}

async function chosenIndex(file: FastaFile, fai: string, beside: string): Promise<LoadedIndex> {
  const own = fai.replace(/\.fai$/, '.gzi');
  const read =
    (own === fai ? undefined : await readIndex(file, { fai, gzi: own })) ??
    (await readIndex(file, { fai, gzi: beside }));
  if (read) return read;
  const isThere = (await readIfThere(fai)) !== undefined;
  throw new MegabaseError(
    'fasta-index',
    isThere
      ? `${file.path} is bgzip, and ${own} or ${beside} is needed beside the index ${fai}.`
      : `The index of ${file.path} is not there or cannot be read: ${fai}.`,
  );
}

interface IndexPaths {
  readonly fai: string;
  readonly gzi: string;
}

async function readIndex(file: FastaFile, paths: IndexPaths): Promise<LoadedIndex | undefined> {
  const fai = await readIfThere(paths.fai);
  const gzi = file.packed ? await readIfThere(paths.gzi) : undefined;
  if (fai === undefined || (file.packed && gzi === undefined)) return undefined;
  return {
    path: paths.fai,
    entries: parseFai(fai.toString(), paths.fai),
    ...(gzi && { gzi: paths.gzi, blocks: parseGzi(gzi, paths.gzi, file.state.size) }),
    behindMs: file.state.mtimeMs - (await stat(paths.fai)).mtimeMs,
  };
}

/** An index that we built and that is damaged is built again; the user has no part in it. */
function ignoreDamaged(error: unknown): undefined {
  if (!isMegabaseError(error)) throw error;
}

async function buildIndex(
  file: FastaFile,
  paths: IndexPaths,
  { onNote, onProgress, signal }: LoadIndexOptions,
): Promise<LoadedIndex> {
  const { path, bytes, state } = file;
  const options: ScanOptions = {
    signal,
    onBytes: (read) => onProgress?.(Math.min(1, read / state.size)),
  };
  const { scan, blocks } = file.packed
    ? await scanBgzip(path, bytes, options)
    : { scan: await scanPlain(path, bytes, options), blocks: undefined };
  const after = await file.handle.stat();
  if (after.size !== state.size || after.mtimeMs !== state.mtimeMs) {
    throw new MegabaseError(
      'file-unreadable',
      `${path} was changed while it was read (${state.size} bytes before, ${after.size} after).`,
    );
  }
  if (scan.empty.length > 0) {
    const names = scan.empty.slice(0, 5).join(', ');
    onNote?.(`${path}: ${scan.empty.length} records without sequence are skipped (${names}).`);
  }
  // The .fai last: where it is, the .gzi is too.
  if (blocks) await writeOwnFile(paths.gzi, formatGzi(blocks));
  await writeOwnFile(paths.fai, formatFai(scan.entries));
  const gzi = blocks && paths.gzi;
  return { path: paths.fai, entries: scan.entries, gzi, blocks, behindMs: 0 };
}
