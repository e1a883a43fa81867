import {
  cutField,
  isMegabaseError,
  MegabaseError,
  systemCode,
  counted,
} from '../../contract/index.ts';
import type { BatchProblem } from './batch-plan.ts';

/** Lines that a message lists. */
const mostListed = 10;

/** What is wrong with the line that is read. */
export class LineFault extends Error {
  readonly found: string;
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(`found ${found}; expected ${expected}`);
    this.found = found;
    this.expected = expected;
  }
}

/** What `read` gives, or the fault of its line among the problems. */
export async function gathering<T>(
  problems: BatchProblem[],
  line: number,
  read: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LineFault) {
      problems.push({ line, found: error.found, expected: error.expected });
    } else if (isMegabaseError(error) && error.code !== 'cancelled') {
      problems.push({ line, found: asPart(error.message), expected: 'what can be drawn' });
    } else if (error instanceof Error && systemCode(error) !== undefined) {
      // A name that is too long for the system, or that it takes for none.
      problems.push({
        line,
        found: asPart(cutField(error.message)),
        expected: 'the name of a file',
      });
    } else throw error;
    return undefined;
  }
}

/** A sentence of another error, to stand inside of one. */
function asPart(message: string): string {
  return message.replace(/\.$/, '');
}

/** Error: `batch-format`, with every line that is wrong. */
export function expectNoProblems(file: string, problems: readonly BatchProblem[]): void {
  const [first, ...more] = problems.toSorted((a, b) => a.line - b.line);
  if (!first) return;
  const { line, found, expected } = first;
  const details = { file, line, found, expected };
  const text = (one: BatchProblem) =>
    `line ${one.line}: found ${one.found}; expected ${one.expected}.`;
  if (more.length === 0)
    throw new MegabaseError('batch-format', `${file}, ${text(first)}`, details);
  const listed = [first, ...more].slice(0, mostListed).map(text);
  const left = problems.length - listed.length;
  throw new MegabaseError(
    'batch-format',
    `${file}: ${counted(problems.length, 'line')} cannot be done, and nothing was drawn. ` +
      listed.map((one) => one.charAt(0).toUpperCase() + one.slice(1)).join(' ') +
      (left > 0 ? ` And ${counted(left, 'more line')}.` : ''),
    details,
  );
}
