import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import type { GuidePage } from '../../src-renderer/help/guide-page.ts';
import { renderPage, type ExternalLinks } from './render-page.ts';

/**
 * The pages of a folder of Markdown, in the order of the contents, `contents.md`, which links to each of
 * them once.
 */
export function readGuide(folder: string, links: ExternalLinks): readonly GuidePage[] {
  return listPages(folder).map(({ id, group }) => {
    const markdown = readFileSync(join(folder, `${id}.md`), 'utf8');
    return { id, group, ...renderPage({ id, markdown, links, folder }) };
  });
}

/** What `contents.md` lists: headings of the second level, and links to pages below them. */
export function listPages(
  folder: string,
): readonly { readonly id: string; readonly group: string }[] {
  const contents = readFileSync(join(folder, 'contents.md'), 'utf8');
  let group = '';
  const pages: { id: string; group: string }[] = [];
  for (const token of marked.lexer(contents)) {
    if (token.type === 'heading' && token['depth'] === 2) group = String(token['text']);
    if (token.type !== 'list') continue;
    for (const [, id = ''] of token.raw.matchAll(/\]\(([\w-]+)\.md\)/g)) pages.push({ id, group });
  }
  return pages;
}
