import { HttpError } from './http-error.ts';

/** What a request asks for. */
export interface RequestPath {
  /** Decoded; none for `/`. Each is the name of one thing: nothing in it leads elsewhere. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a request's target as it was sent: `URL` would resolve `..` before it could be seen. */
export function readRequestPath(target: string): RequestPath {
  const [path = '', ...query] = target.split('?');
  // A whole address, or `*`, is for proxies; `//host` is an address of another host.
  if (!path.startsWith('/') || path.startsWith('//')) {
    throw new HttpError(400, 'The path must begin with one slash.');
  }
  const segments = path === '/' ? [] : path.slice(1).split('/').map(decodeSegment);
  return { segments, query: new URLSearchParams(query.join('?')) };
}

function decodeSegment(text: string): string {
  let segment: string;
  try {
    segment = decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'The path holds a % that does not encode UTF-8.');
  }
  // eslint-disable-next-line no-control-regex
  if (/^\.{0,2}$|[/\\\u0000-\u001f]/.test(segment)) {
    throw new HttpError(400, 'The path leads out of its folder, or holds what no name may hold.');
  }
  return segment;
}
