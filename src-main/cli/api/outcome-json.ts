import { shortened, type CallDone, type CallOutcome } from '../calls/index.ts';
import { apiError, type ApiError } from './api-error.ts';

/** Characters of an answer as JSON, and files of it that are listed: the rest is on the disk. */
const maxAnswer = 1 << 18;
const maxFiles = 1_000;

/** What a call gave. */
export interface ApiResult {
  readonly answer: unknown;
  /** Lists of the answer end early, with a text that says of how many. */
  readonly isCut: boolean;
  readonly files: CallDone['files'];
  readonly fileCount: number;
  readonly firstLines?: CallDone['firstLines'];
}

/** How a call ended, small enough to be kept. */
export function outcomeJson(outcome: CallOutcome): ApiResult | ApiError {
  return outcome.kind === 'done' ? resultJson(outcome) : failureJson(outcome);
}

function resultJson({ answer, files, firstLines }: CallDone): ApiResult {
  const shown = shortened(answer, maxAnswer);
  return {
    ...{ answer: shown, isCut: shown !== answer },
    files: files.slice(0, maxFiles).map(({ path, bytes }) => ({ path, bytes })),
    fileCount: files.length,
    ...(firstLines && { firstLines }),
  };
}

function failureJson({ error, answer }: Exclude<CallOutcome, CallDone>): ApiError {
  const shown = answer !== undefined && { answer: shortened(answer, maxAnswer) };
  return { ...apiError(error), ...shown };
}
