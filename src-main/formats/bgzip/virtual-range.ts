import { MegabaseError, type ErrorCode, defined } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import { blockSize, maxBlockBytes, unpackBlock } from './bgzip-block.ts';

/** A place in a bgzip file, as its index writes it: a block's compressed offset, and a byte of its text. */
interface VirtualOffset {
  readonly blockPosition: number;
  readonly dataPosition: number;
}

/** A stretch of a bgzip file that an index tells of; it begins and ends between two records. */
export interface VirtualRange {
  readonly minv: VirtualOffset;
  readonly maxv: VirtualOffset;
}

/** A bgzip file and the codes of its errors: of a damaged block, and of an index that misleads. */
export interface IndexedFile {
  readonly path: string;
  readonly file: ByteSource;
  readonly codes: { readonly format: ErrorCode; readonly index: ErrorCode };
}

/**
 * The bytes of a stretch of a bgzip file, block after block. Every block's checksum is compared.
 * Throws `codes.format` for a damaged block, `codes.index` where no block begins where the index
 * says, `cancelled`.
 */
export async function* virtualBlocks(
  { path, file, codes }: IndexedFile,
  { minv, maxv }: VirtualRange,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let from = minv.dataPosition;
  for (let at = minv.blockPosition; at <= maxv.blockPosition;) {
    // The range ends before the first byte of its last block, which may be the file's end.
    if (at === maxv.blockPosition && maxv.dataPosition === 0) return;
    const packed = await file.read(at, maxBlockBytes, signal);
    const size = blockSize(packed);
    if (size === undefined) {
      throw new MegabaseError(
        codes.index,
        `The index of ${path} says that a bgzip block lies at compressed offset ${at}; there is none.`,
      );
    }
    const text = await unpackBlock(path, at, packed.subarray(0, size), size, codes.format);
    const to = at === maxv.blockPosition ? maxv.dataPosition : text.length;
    if (from > text.length || to > text.length) {
      throw new MegabaseError(
        codes.index,
        `The index of ${path} leads to byte ${Math.max(from, to)} of the bgzip block at compressed offset ` +
          `${at}, which has ${text.length}.`,
      );
    }
    yield text.subarray(from, to);
    if (at === maxv.blockPosition) return;
    from = 0;
    at += size;
  }
  throw new MegabaseError(
    codes.index,
    `The index of ${path} says that a bgzip block lies at compressed offset ${maxv.blockPosition}; there is ` +
      'none.',
  );
}

/** The lines of a stretch of a bgzip file; memory holds one block and a line. */
export async function* virtualLines(
  file: IndexedFile,
  range: VirtualRange,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of virtualBlocks(file, range, signal)) {
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = defined(lines.pop());
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
