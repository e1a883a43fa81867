import type { FileHandle } from 'node:fs/promises';
import { MegabaseError, expectUtf8, utf8MarkLength } from '../../contract/index.ts';
import { blockSize, endMark, isGzip, endMarkNote } from '../bgzip/index.ts';
import { PlainSource, type ByteSource, pipeError } from '../bytes/index.ts';
import { nameByte } from './residues.ts';

/** What a file was when it was looked at: another size or day, and it is another file. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
}

/** A FASTA file that is open but not indexed yet. */
export interface FastaFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** The bytes as they lie in the file, packed or not. */
  readonly bytes: ByteSource;
  /** True for bgzip. */
  readonly packed: boolean;
  readonly state: FileState;
}

/**
 * Tells plain from bgzip by the first bytes, not by the name. Throws `fasta-format` for what is
 * neither, `file-unreadable` for what has no offsets to read from.
 */
export async function inspectFasta(
  path: string,
  handle: FileHandle,
  onNote: ((note: string) => void) | undefined,
): Promise<FastaFile> {
  const stats = await handle.stat();
  if (!stats.isFile()) {
    throw pipeError(path);
  }
  const { size, mtimeMs } = stats;
  const bytes = new PlainSource(path, handle);
  const head = await bytes.read(0, 1024);
  const packed = blockSize(head) !== undefined;
  if (packed) {
    const tail = await bytes.read(Math.max(0, size - endMark.length), endMark.length);
    if (!endMark.equals(tail)) {
      onNote?.(endMarkNote(path));
    }
  } else {
    expectFasta(path, head);
  }
  return { path, handle, bytes, packed, state: { size, mtimeMs } };
}

/** Refuses at once what an index beside the file would only refuse later, in its own words. */
function expectFasta(path: string, head: Uint8Array): void {
  if (head.length === 0) throw new MegabaseError('fasta-format', `${path} is empty (0 bytes).`);
  if (isGzip(head)) {
    throw new MegabaseError(
      'fasta-gzip',
      `${path} is compressed with gzip and not with bgzip: its header has no BC field at offset 12.`,
    );
  }
  expectUtf8(path, head);
  const mark = utf8MarkLength(head);
  const at = head.findIndex((byte, i) => i >= mark && byte !== 0x0a && byte !== 0x0d);
  if (at !== -1 && head[at] !== 0x3e) {
    throw new MegabaseError(
      'fasta-format',
      `${path}: found ${nameByte(head[at])} at offset ${at}, expected ">".`,
    );
  }
}
