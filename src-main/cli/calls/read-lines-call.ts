import { resolve } from 'node:path';
import { z } from 'zod';
import type { Call } from './call.ts';
import { someLines } from './file-lines.ts';

const schema = z.strictObject({
  path: z.string().min(1).max(4_096),
  from: z.number().int().min(1).default(1).describe('first line, from 1'),
  lines: z.number().int().min(1).max(200).default(50),
});

/** Parts of what other calls have written. */
export const readLinesCall: Call = {
  name: 'read_lines',
  about: 'Some lines of a text file, such as a table that another call has written.',
  schema,
  readsOnly: true,
  run: async (given, { signal }, { first, bounds }) => {
    const { path, from, lines: count } = schema.parse(given);
    const answer = await someLines(bounds.expect(resolve(first, path)), { from, count, signal });
    return { kind: 'done', answer, files: [] };
  },
};
