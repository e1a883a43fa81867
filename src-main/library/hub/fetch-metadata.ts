import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isMegabaseError, MegabaseError } from '../../contract/index.ts';
import { hubFetch, unreachable, type HubResponse } from './hub-fetch.ts';

export interface MetadataLimits {
  /** Bytes as they come over the connection. */
  readonly compressedBytes: number;
  /** Bytes of the text. */
  readonly bytes: number;
  /** Milliseconds until an answer begins, and until it is whole, redirects included. */
  readonly firstByteMs: number;
  readonly totalMs: number;
}

/** A repository of 10,000 files is described in some 3 MB. */
const usualLimits: MetadataLimits = {
  compressedBytes: 8 * 2 ** 20,
  bytes: 16 * 2 ** 20,
  firstByteMs: 30_000,
  totalMs: 60_000,
};

export interface Metadata {
  readonly response: HubResponse;
  /** Undefined for a status that is no success, and for what is no JSON. */
  readonly json?: unknown;
}

/** Asks the hub for JSON, within limits. Errors: `hub-refused`, `hub-unreachable`, `cancelled`. */
export async function fetchMetadata(
  address: string,
  signal?: AbortSignal,
  limits: MetadataLimits = usualLimits,
): Promise<Metadata> {
  const { origin } = new URL(address);
  const late = AbortSignal.timeout(limits.totalMs);
  const both = signal ? AbortSignal.any([signal, late]) : late;
  const { firstByteMs } = limits;
  try {
    const headers = { accept: 'application/json', 'accept-encoding': 'gzip, identity' };
    const response = await hubFetch(address, { headers, signal: both, firstByteMs });
    if (response.status < 200 || response.status >= 300) return { response };
    return { response, json: parseJson(await readText(response, origin, limits)) };
  } catch (error) {
    if (isMegabaseError(error) && error.code !== 'cancelled') throw error;
    const why = new Error(`no complete answer within ${limits.totalMs / 1000} s`, { cause: error });
    throw unreachable(origin, late.aborted ? why : error, signal);
  }
}

async function readText(
  { body, headers }: HubResponse,
  origin: string,
  limits: MetadataLimits,
): Promise<string> {
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  const pieces: Buffer[] = [];
  await pipeline(
    body,
    limited(limits.compressedBytes, origin),
    decoder(encoding, origin),
    limited(limits.bytes, origin),
    async (source: AsyncIterable<Buffer>) => {
      for await (const piece of source) pieces.push(piece);
    },
  );
  return Buffer.concat(pieces).toString('utf8');
}

/** Lets so many bytes through. Error: `hub-refused` for more. */
function limited(most: number, origin: string) {
  return async function* (source: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > most) {
        throw new MegabaseError(
          'hub-refused',
          `${origin} describes the model in more than ${most} bytes; it was not read further.`,
        );
      }
      yield piece;
    }
  };
}

/** Those that `fetch` knows: some servers compress though they were not asked to. */
function decoder(encoding: string, origin: string): Transform {
  if (encoding === 'identity') return new PassThrough();
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  throw new MegabaseError(
    'hub-refused',
    `${origin} answers in the encoding "${encoding.slice(0, 40)}"; expected gzip or none.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
