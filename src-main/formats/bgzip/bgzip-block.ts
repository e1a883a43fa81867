import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MegabaseError, type ErrorCode } from '../../contract/index.ts';

/** Largest size of a bgzip block in bytes, packed or unpacked (SAM specification, 4.1). */
export const maxBlockBytes = 65536;

/** The empty block that bgzip puts at the end of every file: without it the file may be cut. */
export const endMark = Buffer.from(
  '1f8b08040000000000ff0600424302001b0003000000000000000000',
  'hex',
);

/** For a file that lacks it. */
export function endMarkNote(path: string): string {
  return `${path} does not end with the end mark of bgzip: it may have been cut short.`;
}

/** True where the bytes begin as gzip does, bgzip included. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Packed size in bytes of the bgzip block that begins at `at`, by the `BC` field of its header;
 * undefined where no bgzip block begins there or its header is cut short.
 */
export function blockSize(bytes: Uint8Array, at = 0): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
  if (view.byteLength < 12 || view.getUint32(0) !== 0x1f8b0804) return undefined;
  const extraEnd = Math.min(12 + view.getUint16(10, true), view.byteLength);
  for (let field = 12; field + 6 <= extraEnd; field += 4 + view.getUint16(field + 2, true)) {
    // 'B', 'C', and a value two bytes long: the block's size less one.
    if (view.getUint32(field) === 0x42430200) return view.getUint16(field + 4, true) + 1;
  }
  return undefined;
}

const gunzipAsync = promisify(gunzip);

/**
 * The text of the block of `size` bytes that begins at compressed offset `at` of the file. Throws
 * `code` where the file ends inside it, or where its checksum does not hold: zlib compares it, while
 * @gmod/bgzf-filehandle 6.2.0 gives the letters of a damaged block without a word.
 */
export async function unpackBlock(
  path: string,
  at: number,
  block: Uint8Array,
  size: number,
  code: ErrorCode = 'file-damaged',
): Promise<Uint8Array> {
  if (block.length < size) {
    throw new MegabaseError(
      code,
      `${path} ends inside the bgzip block at compressed offset ${at}: ${block.length} of its ${size} bytes are there.`,
    );
  }
  try {
    return await gunzipAsync(block, { maxOutputLength: maxBlockBytes });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MegabaseError(
      code,
      `The bgzip block at compressed offset ${at} of ${path} is damaged (${reason}).`,
      { cause: error },
    );
  }
}
