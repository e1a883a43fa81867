import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked, type Token, type Tokens } from 'marked';
import { root } from '../support/paths.ts';

export const guideFolder = join(root, 'resources/guide');

export function readPage(id: string): string {
  return readFileSync(join(guideFolder, `${id}.md`), 'utf8');
}

/** Every token of a page, those inside others too. */
export function tokensOf(markdown: string): Token[] {
  const all: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => void all.push(token));
  return all;
}

export function codeOf(markdown: string, lang: string): string[] {
  return tokensOf(markdown)
    .filter((token): token is Tokens.Code => token.type === 'code' && token['lang'] === lang)
    .map(({ text }) => text);
}

/** A block of commands of a page, with what the page says that they print. */
export interface CommandBlock {
  readonly lines: readonly string[];
  /** Lines of the `text` block right after it. */
  readonly printed: readonly string[];
}

/** The `sh` blocks of a page. */
export function commandsOf(markdown: string): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  let last: CommandBlock | undefined;
  for (const token of marked.lexer(markdown)) {
    if (token.type === 'space') continue;
    const before = last;
    last = undefined;
    if (token.type !== 'code') continue;
    const { text, lang } = token as Tokens.Code;
    const lines = text.replaceAll('\\\n', ' ').split('\n');
    if (lang === 'sh') blocks.push((last = { lines, printed: [] }));
    else if (lang === 'text' && before) blocks.splice(-1, 1, { ...before, printed: lines });
  }
  return blocks;
}

/** The words of a command line; quotes hold words together. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}
