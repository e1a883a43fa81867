import { exitCodes, type ErrorCode, type MegabaseError } from '../../contract/index.ts';
import { errorAdvice, findLocations } from '../../home/index.ts';
import { HttpError, type WriteError } from '../../transport/index.ts';
import { describeError, errorAsJson } from '../console/index.ts';

/** What an error's kind does not say. */
const statuses: Partial<Record<ErrorCode, number>> = {
  'path-outside': 403,
  'call-unknown': 404,
  'job-unknown': 404,
  'output-exists': 409,
  'project-changed': 409,
  cancelled: 409,
  'calls-full': 429,
};

/** 422: the same again fails again. 503: the same may work later. 500: anything else. */
function statusOf({ code, exitCode }: MegabaseError): number {
  const byKind = exitCode === exitCodes.input ? 422 : exitCode === exitCodes.retry ? 503 : 500;
  return statuses[code] ?? byKind;
}

/** What went wrong, as the body of an answer. */
export interface ApiError {
  readonly error: {
    readonly code: ErrorCode;
    readonly status: number;
    readonly message: string;
    readonly advice: string;
  };
  /** What a call had found out before it failed. */
  readonly answer?: unknown;
}

/** Any error, with its status. */
export function apiError(error: unknown): ApiError {
  if (error instanceof HttpError) return { error: ofHttp(error) };
  const known = describeError(error);
  return { error: { ...errorAsJson(known, 'call').error, status: statusOf(known) } };
}

function ofHttp({ status, message }: HttpError): ApiError['error'] {
  const code = 'request-rejected';
  return { code, status, message, advice: errorAdvice(code, findLocations(), 'command') };
}

/** Any error as one that a response can be made of. */
export function asResponse(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { status } = apiError(error).error;
  // In seconds: nobody knows when a call will end.
  const headers = { ...((status === 429 || status === 503) && { 'Retry-After': '5' }) };
  return new HttpError(status, describeError(error).message, headers, { cause: error });
}

/** The body of a rejected request. */
export const jsonError: WriteError = (error) => ({
  type: 'application/json',
  body: `${JSON.stringify(apiError(error.cause ?? error))}\n`,
});
