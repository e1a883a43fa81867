import { defined } from '../../contract/index.ts';
import { serveFile, type SiteResponse, type SiteRequest } from './file-response.ts';
import { findPageFile } from './page-folder.ts';
import { HttpError } from './http-error.ts';
import { readRequestPath } from './request-path.ts';

/** What can be read by address: the built page, and the user's files that were opened. */
export interface ServedSite {
  /** Folder of the built page. */
  readonly page: string;
  readonly files: { find(id: string): { readonly path: string } | undefined };
}

/**
 * Answers `/`, the page's own files, and `/file/<id>/<name>`; throws an `HttpError` for the rest. Who
 * may ask is checked before, by whoever took the request.
 */
export async function serveSite(
  { page, files }: ServedSite,
  request: SiteRequest,
): Promise<SiteResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpError(405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' });
  }
  const { segments } = readRequestPath(request.target);
  if (segments[0] !== 'file') return serveFile(await findPageFile(page, segments), request);
  const found = segments.length === 3 ? files.find(defined(segments[1])) : undefined;
  if (!found) throw new HttpError(404, 'No file was opened under this address.');
  return serveFile({ path: found.path, type: 'application/octet-stream' }, request);
}
