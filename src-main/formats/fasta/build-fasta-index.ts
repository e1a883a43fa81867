import { MegabaseError, defined } from '../../contract/index.ts';
import { blockSize, unpackBlock, type BgzipIndex } from '../bgzip/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import { FastaScan } from './fasta-scan.ts';
import { nameByte } from './residues.ts';

/** How much of a file is in memory at a time, bytes. */
const pieceBytes = 1 << 20;

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read so far, packed ones where the file is packed. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Reads a whole plain FASTA and measures its records. Throws `fasta-format`, `cancelled`. */
export async function scanPlain(
  path: string,
  file: ByteSource,
  { signal, onBytes }: ScanOptions = {},
): Promise<FastaScan> {
  const scan = new FastaScan(path);
  for (let at = 0; ; at += pieceBytes) {
    const piece = await file.read(at, pieceBytes, signal);
    scan.push(piece);
    onBytes?.(at + piece.length);
    if (piece.length < pieceBytes) break;
  }
  scan.finish();
  return scan;
}

/** As `scanPlain` for a bgzip FASTA: unpacks every block, and notes where each begins. */
export async function scanBgzip(
  path: string,
  file: ByteSource,
  { signal, onBytes }: ScanOptions = {},
): Promise<{ scan: FastaScan; blocks: BgzipIndex }> {
  const scan = new FastaScan(path);
  const packed: number[] = [];
  const unpacked: number[] = [];
  let at = 0;
  let textAt = 0;
  for (;;) {
    const piece = await file.read(at, pieceBytes, signal);
    if (piece.length === 0) break;
    const blocks = wholeBlocks(path, piece, at);
    const texts = await Promise.all(
      blocks.map(({ start, bytes, size }) => unpackBlock(path, start, bytes, size)),
    );
    for (const [i, text] of texts.entries()) {
      // As samtools does: an empty block, such as the end mark, is not listed.
      if (text.length > 0) {
        packed.push(defined(blocks[i]).start);
        unpacked.push(textAt);
        scan.push(text);
        textAt += text.length;
      }
      at += defined(blocks[i]).size;
    }
    onBytes?.(at);
  }
  scan.finish();
  return {
    scan,
    blocks: { packed: Float64Array.from(packed), unpacked: Float64Array.from(unpacked) },
  };
}

interface Block {
  /** Packed offset in the file. */
  readonly start: number;
  /** Packed bytes that its header says; `bytes` has fewer where the file ends inside it. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** The bgzip blocks that lie whole in `piece`, which begins at compressed offset `at`; at least one. */
function wholeBlocks(path: string, piece: Uint8Array, at: number): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  while (from < piece.length) {
    const size = blockSize(piece, from);
    // What the piece's end cuts is whole in the next; only the file's end cuts a first block.
    if ((size === undefined || from + size > piece.length) && blocks.length > 0) break;
    if (size === undefined) {
      throw new MegabaseError(
        'fasta-format',
        `${path} has no bgzip block at compressed offset ${at + from}, where the one before ends; ` +
          `found ${nameByte(piece[from])}.`,
      );
    }
    blocks.push({ start: at + from, size, bytes: piece.subarray(from, from + size) });
    from += size;
  }
  return blocks;
}
