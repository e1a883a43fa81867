import type { IncomingMessage } from 'node:http';
import { HttpError, isSameSecret } from '../../transport/index.ts';

/** Error (`HttpError`): 401 without the token. It is not read from addresses, which are kept in logs. */
export function authorize({ headers, headersDistinct }: IncomingMessage, token: string): void {
  const [given, ...others] = headersDistinct['authorization'] ?? [];
  if (others.length > 0) {
    throw new HttpError(400, 'The request has more than one Authorization header.');
  }
  const [, secret] = /^Bearer +([\w-]+)$/i.exec(given ?? '') ?? [];
  if (secret !== undefined && isSameSecret(secret, token)) return;
  const why = headers.authorization === undefined ? 'has no token' : 'has a wrong token';
  throw new HttpError(
    401,
    `The request ${why}: send the header "Authorization: Bearer TOKEN" with the token that \`megabase serve --api\` gave out.`,
    { 'WWW-Authenticate': 'Bearer realm="megabase"' },
  );
}
