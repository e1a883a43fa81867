import { z } from 'zod';
import { errorKinds, type ErrorCode } from '../../contract/index.ts';

const text = z.string();
const bytes = z.number().int().min(0);
const anything = z.unknown();

const firstLines = z
  .strictObject({ path: text, lines: z.array(text) })
  .describe('the head of the first text table that was written');

/** What a call gave. */
export const resultSchema = z.strictObject({
  answer: anything.describe('what the command prints with --json, or its lines and notes'),
  isCut: z
    .boolean()
    .describe('the answer was too long: its lists end in a text that says how much is left out'),
  files: z.array(z.strictObject({ path: text, bytes })).describe('written, at most 1,000 of them'),
  fileCount: z.number().int().min(0).describe('all that were written'),
  firstLines: firstLines.optional(),
});

const place = z.union([z.string(), z.number()]).optional();

/** Why a request was rejected, or a call failed. */
export const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]]),
    status: z.number().int().describe('of HTTP, also where it is told as an event'),
    message: text.describe('what happened, where, what was found and what was expected'),
    advice: text.describe('what to do'),
    file: text.optional(),
    line: z.number().int().optional().describe('of the file, 1-based'),
    offset: z.number().int().optional().describe('byte of the file, 0-based'),
    found: place,
    expected: place,
  }),
  answer: anything.optional().describe('what the call had found out before it failed'),
});

/** Where a call stands that was begun. */
export const jobSchema = z.strictObject({
  id: text,
  call: text,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  fraction: z.number().min(0).max(1).describe('of the work, done'),
  text: text.describe('the same in words'),
});

/** The same with what came of it. */
export const wholeJobSchema = jobSchema.extend({
  result: resultSchema.optional(),
  failure: errorSchema.optional(),
});

export const jobListSchema = z.strictObject({ jobs: z.array(jobSchema) });
