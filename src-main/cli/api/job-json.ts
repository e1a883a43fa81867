import { statSync } from 'node:fs';
import { shortJson, type CallDone, type CallOutcome } from '../calls/index.ts';
import { apiError, type ApiError } from './api-error.ts';
import type { Job } from './job.ts';

/** Characters of an answer as JSON, and files of it that are listed: the rest is on the disk. */
const maxAnswer = 1 << 20;
const maxFiles = 1_000;

/** What a call gave. */
export interface ApiResult {
  readonly answer: unknown;
  /** Lists of the answer end early, with a text that says of how many. */
  readonly isCut: boolean;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly fileCount: number;
  readonly firstLines?: CallDone['firstLines'];
}

export function outcomeJson(outcome: CallOutcome): ApiResult | ApiError {
  return outcome.kind === 'done' ? resultJson(outcome) : failureJson(outcome);
}

function resultJson({ answer, files, firstLines }: CallDone): ApiResult {
  return {
    ...shortened(answer),
    files: files.slice(0, maxFiles).map((path) => ({ path, bytes: bytesOf(path) })),
    fileCount: files.length,
    ...(firstLines && { firstLines }),
  };
}

function failureJson({ error, answer }: Exclude<CallOutcome, CallDone>): ApiError {
  return { ...apiError(error), ...(answer !== undefined && { answer: shortened(answer).answer }) };
}

function shortened(answer: unknown): Pick<ApiResult, 'answer' | 'isCut'> {
  const text = shortJson(answer, maxAnswer);
  const isCut = text !== JSON.stringify(answer);
  return { answer: isCut ? (JSON.parse(text) as unknown) : answer, isCut };
}

/** 0 of a file that somebody has removed since. */
function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Where a job stands, without what came of it. */
export function jobJson({ id, call, state, progress }: Job) {
  return { id, call, state, ...progress };
}

/** The same with `result` or `failure` once it has ended. */
export function wholeJobJson(job: Job) {
  const { outcome } = job;
  if (!outcome) return jobJson(job);
  const end = outcomeJson(outcome);
  return { ...jobJson(job), ...('error' in end ? { failure: end } : { result: end }) };
}
