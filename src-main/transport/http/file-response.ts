import type { ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { readByteRange } from './byte-range.ts';
import { HttpError } from './http-error.ts';

/** A request for one thing of ours, as far as its answer depends on it. */
export interface SiteRequest {
  /** GET or HEAD. */
  readonly method: string;
  /** Path and query as they were sent, not resolved. */
  readonly target: string;
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
}

export interface SiteResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where nothing follows. It closes its file when it ends or is destroyed. */
  readonly body?: ReadStream | undefined;
}

/** A file, or the part of it that was asked for, as a stream: never more than a buffer of it. */
export async function serveFile(
  { path, type }: { readonly path: string; readonly type: string },
  { method, range: header, ifRange }: Omit<SiteRequest, 'target'>,
): Promise<SiteResponse> {
  const found = await stat(path).catch(() => undefined);
  // Looked at before it is opened: opening a pipe would wait for its writer.
  if (!found?.isFile()) throw new HttpError(404, 'The file is not there any more.');
  const handle = await open(path).catch(() => {
    throw new HttpError(403, 'The file cannot be read.');
  });
  try {
    const { size } = await handle.stat();
    // If-Range names a version of the file, and none was told: it cannot be the same one.
    const isPart = method === 'GET' && ifRange === undefined;
    const range = isPart ? readByteRange(header, size) : undefined;
    const { start, end } = range ?? { start: 0, end: size };
    const headers = {
      'Content-Type': type,
      'Content-Length': String(end - start),
      'Accept-Ranges': 'bytes',
      ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${size}` }),
    };
    const status = range ? 206 : 200;
    if (method !== 'HEAD' && start < end) {
      return { status, headers, body: handle.createReadStream({ start, end: end - 1 }) };
    }
    await handle.close();
    return { status, headers };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
