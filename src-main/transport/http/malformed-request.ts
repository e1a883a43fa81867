import { systemCode } from '../../contract/index.ts';
import { HttpError } from './http-error.ts';

/** What became of a request that Node could not read, with the headers that every answer carries. */
export function malformedRequest(
  error: Error,
  headers: Readonly<Record<string, string>>,
): HttpError {
  const code = systemCode(error);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpError(408, 'The request was not whole in time.', headers);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new HttpError(431, "The request's headers are larger than 16 KiB.", headers);
  }
  const { reason } = error as { reason?: string };
  const why = reason ?? error.message;
  return new HttpError(400, `This is no HTTP request that can be read: ${why}.`, headers);
}
