import { MegabaseError } from '../../contract/index.ts';
import { readLines } from '../lines/index.ts';

/** A line of a batch file that says something. */
export interface BatchLine {
  /** 1-based. */
  readonly number: number;
  /** The command and what follows it, quotes taken off. Never empty. */
  readonly words: readonly [command: string, ...parameters: string[]];
}

/** What no person writes by hand, nor a script for one figure a gene. */
const mostLines = 100_000;
const longestLine = 32_768;

/**
 * The commands of an IGV batch file, a line each. Empty lines and those that begin with # or // say nothing.
 * Words are parted by spaces and tabs, and keep those between quotes. Errors: `batch-format`; those of
 * `readLines`.
 */
export async function readBatch(path: string, signal?: AbortSignal): Promise<BatchLine[]> {
  const lines: BatchLine[] = [];
  for await (const { number, text } of readLines(path, signal)) {
    if (number > mostLines || text.length > longestLine) {
      const [found, expected] =
        number > mostLines
          ? ['more lines', `at most ${mostLines.toLocaleString('en-US')} lines`]
          : [`${text.length} characters`, `at most ${longestLine} characters`];
      throw wrong(path, number, found, expected);
    }
    if (text.includes('\0')) throw wrong(path, number, 'a zero byte', 'text');
    const trimmed = text.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) continue;
    const [command, ...parameters] = wordsOf(trimmed) ?? [];
    if (command === undefined) {
      throw wrong(
        path,
        number,
        shown(trimmed),
        'a quotation mark that closes the one that is open',
      );
    }
    lines.push({ number, words: [command, ...parameters] });
  }
  return lines;
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function wrong(file: string, line: number, found: string, expected: string): MegabaseError {
  return new MegabaseError(
    'batch-format',
    `${file}, line ${line}: found ${found}; expected ${expected}.`,
    { file, line, found, expected },
  );
}

/** Undefined where a quotation mark is left open. A mark inside a word, as in `name="two words"`, opens too. */
function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  let word = '';
  let isOpen = false;
  let quote: string | undefined;
  for (const letter of text) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word += letter;
    } else if (letter === '"' || (letter === "'" && !isOpen)) {
      quote = letter;
      isOpen = true;
    } else if (letter === ' ' || letter === '\t') {
      if (isOpen) words.push(word);
      [word, isOpen] = ['', false];
    } else {
      word += letter;
      isOpen = true;
    }
  }
  if (quote !== undefined) return undefined;
  return isOpen ? [...words, word] : words;
}
