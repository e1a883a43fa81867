import { createHash } from 'node:crypto';
import { createReadStream, existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMegabaseError, MegabaseError, systemCode } from '../../contract/index.ts';
import { renameInto } from '../../formats/output/index.ts';
import { type HubFile, refusal, isSuccess } from './hub-model.ts';
import {
  downloadCancelled,
  hubFetch,
  patienceMs,
  unreachable,
  type HubResponse,
} from './hub-fetch.ts';

export interface DownloadContext {
  /** Bytes that are there of this file. */
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts that may fail one after the other without a byte coming. */
const mostAttempts = 3;
const pauseMs = 500;
/** Bytes without which a minute counts as lost: a connection that only drips holds up a download. */
const leastBytes = 1024;

/**
 * Fetches a file to `path`, going on from what `${path}.part` holds of it, and compares its hash.
 *
 * Errors: `download-damaged`, after which nothing of it is kept; `hub-unreachable`, `hub-refused`,
 * `model-missing`, `disk-full` and `cancelled`, after which the part is.
 */
export async function downloadFile(
  address: string,
  file: HubFile,
  path: string,
  tools: DownloadContext,
): Promise<void> {
  // An earlier attempt's: what lay on the disk since then is looked at again.
  if (existsSync(path)) {
    await expectDigest(path, file);
    tools.onBytes(file.bytes);
    return;
  }
  const part = `${path}.part`;
  for (let attempt = 1; sizeOf(part) < file.bytes || !existsSync(part); attempt++) {
    const before = sizeOf(part);
    try {
      await receive(address, file, part, tools);
    } catch (error) {
      if (!isMegabaseError(error) || error.code !== 'hub-unreachable') throw error;
      if (sizeOf(part) > before) attempt = 0;
      if (attempt >= mostAttempts) throw error;
      await sleep(pauseMs, undefined, tools.signal && { signal: tools.signal }).catch(
        (cause: unknown) => {
          throw downloadCancelled(cause);
        },
      );
    }
  }
  await expectDigest(part, file);
  renameInto(path, part);
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** One connection: appends to the part until the file is whole or the connection ends. */
async function receive(
  address: string,
  { name, bytes }: HubFile,
  part: string,
  { onBytes, signal }: DownloadContext,
): Promise<void> {
  const start = sizeOf(part);
  const stalled = new AbortController();
  const both = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const clock = setTimeout(
    () => stalled.abort(new Error('next to no data for a minute')),
    patienceMs,
  );
  const origin = new URL(address).origin;
  let response: HubResponse | undefined;
  try {
    const headers: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {};
    response = await hubFetch(address, { headers, signal: both });
    const goesOn = response.status === 206;
    if (response.status === 416 || (goesOn && !rangeStartsAt(response, start))) {
      // What is there is not a beginning of it: the next attempt takes all of it.
      rmSync(part, { force: true });
      throw new Error(`it does not go on from byte ${start}`);
    }
    const encoding = response.headers['content-encoding'] ?? 'identity';
    if (isSuccess(response) && encoding !== 'identity') {
      throw new MegabaseError(
        'hub-refused',
        `${origin} sends ${name} compressed (${encoding.slice(0, 40)}), though it was asked not to.`,
      );
    }
    if (!isSuccess(response)) throw refusal(response, name, origin);
    const out = await open(part, goesOn ? 'a' : 'w');
    try {
      let done = goesOn ? start : 0;
      let sinceRefresh = 0;
      for await (const piece of response.body as AsyncIterable<Buffer>) {
        done += piece.length;
        sinceRefresh += piece.length;
        if (sinceRefresh >= leastBytes) {
          clock.refresh();
          sinceRefresh = 0;
        }
        if (done > bytes) throw damaged(part, `${name} has more than the ${bytes} bytes it should`);
        await out.appendFile(piece);
        onBytes(done);
        // The connection knows nothing of it once all has come.
        signal?.throwIfAborted();
      }
      await out.sync();
      if (done < bytes) throw new Error(`the connection ended after ${done} of ${bytes} bytes`);
    } finally {
      await out.close();
    }
  } catch (error) {
    if (isMegabaseError(error) && (error.code !== 'cancelled' || signal?.aborted)) throw error;
    if (systemCode(error) === 'ENOSPC') {
      throw new MegabaseError('disk-full', `No space left to write ${part} (ENOSPC).`, {
        cause: error,
      });
    }
    throw unreachable(origin, stalled.signal.aborted ? stalled.signal.reason : error, signal);
  } finally {
    response?.body.destroy();
    clearTimeout(clock);
  }
}

function rangeStartsAt({ headers }: HubResponse, start: number): boolean {
  return headers['content-range']?.startsWith(`bytes ${start}-`) ?? false;
}

async function expectDigest(part: string, { name, bytes, digest }: HubFile): Promise<void> {
  const hash =
    digest.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
  for await (const piece of createReadStream(part)) hash.update(piece as Buffer);
  const found = hash.digest('hex');
  if (found !== digest.hex) {
    throw damaged(part, `${name} hashes to ${found}, the hub says ${digest.hex}`);
  }
}

/** What is not as it should be is not gone on from. */
function damaged(part: string, what: string): MegabaseError {
  rmSync(part, { force: true });
  return new MegabaseError('download-damaged', `${what}; what came of it was deleted.`);
}
