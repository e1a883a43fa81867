import { constants, fstatSync, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  MegabaseError,
  expectUtf8,
  isMegabaseError,
  systemCode,
  defined,
} from '../../contract/index.ts';
import { isGzip } from '../bgzip/index.ts';
import { openFile, readError, stopIfCancelled, countRead } from '../bytes/index.ts';

/** A line of a text file, without its end. */
export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** Longest line in characters; what is longer is not a table. */
const maxLine = 1 << 24;

/**
 * The lines of a text file, plain or gzip (bgzip too), ended by LF or CR LF; a byte order mark of UTF-8
 * is passed over. Memory holds one line at a time. Throws `file-missing`, `file-unreadable`,
 * `file-damaged` for a gzip file that is cut short or damaged, `text-encoding`, `cancelled`.
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  for await (const bytes of unpackedBytes(path, signal)) {
    stopIfCancelled(path, signal);
    if (number === 0 && rest === '') expectUtf8(path, bytes);
    rest += decoder.decode(bytes, { stream: true });
    const lines = rest.split('\n');
    rest = defined(lines.pop());
    for (const line of lines) yield { number: ++number, text: withoutReturn(line) };
    if (rest.length > maxLine) {
      throw new MegabaseError(
        'file-unreadable',
        `Line ${number + 1} of ${path} is longer than ${maxLine} characters.`,
      );
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield { number: ++number, text: withoutReturn(rest) };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/**
 * The bytes of a file or a pipe, unpacked where it is gzip (bgzip too). Throws what `readLines` throws, but
 * for `text-encoding`.
 */
export async function* unpackedBytes(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const pieces = piecesOf(path, signal);
  /** Packed bytes so far. */
  let length = 0;
  let isPacked = false;
  try {
    const first = await pieces.next();
    if (first.done) return;
    isPacked = isGzip(first.value);
    const all = Readable.from(startingWith(first.value, pieces, (bytes) => (length += bytes)));
    // pipeline hands an error of either stream on to the one that is read, so its own callback
    // has nothing left to do.
    yield* isPacked ? pipeline(all, createGunzip(), () => undefined) : all;
  } catch (error) {
    if (isMegabaseError(error)) throw error;
    if (isPacked && systemCode(error)?.startsWith('Z_') === true)
      throw damaged(path, length, error);
    throw readError(path, error);
  } finally {
    await pieces.return(undefined);
  }
}

/** An error of zlib, which says `Z_BUF_ERROR` where the file ends too soon. */
function damaged(path: string, length: number, error: unknown): MegabaseError {
  return new MegabaseError(
    'file-damaged',
    systemCode(error) === 'Z_BUF_ERROR'
      ? `${path} is cut short: its ${length} bytes end inside compressed data.`
      : `${path} is damaged within its first ${length} bytes (${error instanceof Error ? error.message : String(error)}).`,
    { cause: error },
  );
}

/** Bytes that are read of a file at a time. */
const pieceBytes = 1 << 16;

async function* piecesOf(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const found = await stat(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  if (found.isFIFO() || found.isSocket()) {
    yield* pipePieces(path, signal);
    return;
  }
  const handle = await openFile(path);
  try {
    for (;;) {
      stopIfCancelled(path, signal);
      const buffer = Buffer.allocUnsafe(pieceBytes);
      const { bytesRead } = await countRead(handle.read(buffer, 0, pieceBytes, null));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * A pipe, which may have no writer yet, or never one. `open` and `read` would wait for it on a thread
 * that nothing can stop, and that keeps the program from ending; a socket waits without one.
 */
async function* pipePieces(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const socket = new Socket({ fd: openPipe(path), readable: true, writable: false });
  const stop = () =>
    socket.destroy(new MegabaseError('cancelled', `Reading ${path} was cancelled.`));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    yield* socket as AsyncIterable<Uint8Array>;
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
  }
}

function openPipe(path: string): number {
  // What this program was given as a socket has no name to open it by.
  const given = /^\/dev\/(?:stdin|fd\/(\d+))$/.exec(path);
  try {
    if (given && fstatSync(Number(given[1] ?? 0)).isSocket()) return Number(given[1] ?? 0);
    return openSync(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
  } catch (error) {
    throw readError(path, error);
  }
}

/** The first piece was taken to tell how the file is packed; a pipe cannot be read from 0 again. */
async function* startingWith(
  first: Uint8Array,
  others: AsyncGenerator<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  count(first.length);
  yield first;
  for await (const piece of others) {
    count(piece.length);
    yield piece;
  }
}
