import { answerFile, type Answer, type Asked } from './file-answer.ts';
import { findPageFile } from './page-folder.ts';
import { Refusal } from './refusal.ts';
import { readRequestPath } from './request-path.ts';

/** What can be read by address: the built page, and the user's files that were opened. */
export interface Site {
  /** Folder of the built page. */
  readonly page: string;
  readonly files: { find(id: string): { readonly path: string } | undefined };
}

/**
 * Answers `/`, the page's own files, and `/file/<id>/<name>`; throws a `Refusal` for the rest. Who
 * may ask is checked before, by whoever took the request.
 */
export async function answerSite({ page, files }: Site, asked: Asked): Promise<Answer> {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') {
    throw new Refusal(405, 'Only GET and HEAD are answered.', { Allow: 'GET, HEAD' });
  }
  const { segments } = readRequestPath(asked.target);
  if (segments[0] !== 'file') return answerFile(await findPageFile(page, segments), asked);
  const found = segments.length === 3 ? files.find(segments[1]!) : undefined;
  if (!found) throw new Refusal(404, 'No file was opened under this address.');
  return answerFile({ path: found.path, type: 'application/octet-stream' }, asked);
}
