import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { marked, type Token, type Tokens } from 'marked';
import { onePage } from '../../resources/build-guide/one-page.ts';
import { listPages, readGuide } from '../../resources/build-guide/read-guide.ts';
import { renderPage } from '../../resources/build-guide/render-page.ts';
import { commands } from '../../src-main/cli/commands/index.ts';
import { refusalWords } from '../../src-main/sequence/variant/skip-reason.ts';
import { shortcuts } from '../../src-renderer/keyboard/shortcuts.ts';
import { megabase } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { commandsOf, guideFolder, readPage, tokensOf, wordsOf } from './guide-text.ts';

const pages = listPages(guideFolder).map(({ id }) => id);
const all = pages.map((id) => [id, readPage(id)] as const);

describe('the pages', () => {
  it('are each listed once in the contents, and there is no other', () => {
    const files = readdirSync(guideFolder).filter((name) => name.endsWith('.md'));
    expect([...pages, 'contents'].map((id) => `${id}.md`).sort()).toEqual(files.sort());
  });

  it('bear the titles that the contents name', () => {
    const contents = readPage('contents');
    for (const { id, title } of readGuide(guideFolder, 'text')) {
      expect(contents).toContain(`[${title}](${id}.md)`);
    }
  });

  it('have as many recipes as README and the start page say', () => {
    const recipes = /## Recipes\n([^#]*)/.exec(readPage('contents'))![1]!.match(/^- /gm)!.length;
    const counts = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen'];
    for (const file of ['README.md', 'src-renderer/start/StartPage.svelte']) {
      const [, told] = /what the words mean, (\w+) recipes/i.exec(
        readFileSync(join(root, file), 'utf8'),
      )!;
      expect(told, file).toBe(counts[recipes - 10]);
    }
  });

  it('lead each link to a heading that is there', () => {
    const rendered = readGuide(guideFolder, 'text');
    const ids = new Set(idsOf(rendered));
    const links = rendered.flatMap(({ html }) =>
      [...html.matchAll(/ href="#([^"]+)"/g)].flatMap(([, to]) => to ?? []),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((to) => !ids.has(to))).toEqual([]);
  });

  it('show every picture there is, each with a description', () => {
    const images = all.flatMap(([, text]) =>
      tokensOf(text).filter((token): token is Tokens.Image => token.type === 'image'),
    );
    const used = images.map(({ href }) => href.replace('pictures/', ''));
    expect(used.sort()).toEqual(readdirSync(join(guideFolder, 'pictures')).sort());
    for (const { text } of images) expect(text.length).toBeGreaterThan(20);
  });

  it('are text wherever they look like markup', () => {
    const markdown =
      '# <img src=x onerror=a()>\n\n<script>a()</script>\n\n`<i>`\n\n[b](https://b.org/"onclick=)\n';
    const render = (text: string) =>
      renderPage({ id: 'x', markdown: text, links: 'link', folder: guideFolder }).html;
    expect(render(markdown)).not.toMatch(/<(img|script|i)\b/);
    expect(render(markdown)).toContain('<a href="https://b.org/&quot;onclick=" rel');
    for (const href of ['javascript:a()', 'JavaScript:a()', 'data:text/html,x', 'http://b.org/']) {
      expect(() => render(`# A\n\nSee [b](${href}).\n`), href).toThrow(`leads to ${href}`);
    }
  });

  it('make one page that needs nothing beside it', () => {
    const html = onePage();
    expect(html).not.toMatch(/<(script|link|iframe)\b/);
    const sources = [...html.matchAll(/ src="([^"]{5})/g)].map(([, start]) => start);
    expect(new Set(sources)).toEqual(new Set(['data:']));
    for (const id of pages) expect(html).toContain(`<h1 id="${id}">`);
  });
});

describe('the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('leads to files, and to headings of the guide, that are there', () => {
    const links = tokensOf(readme)
      .filter((token): token is Tokens.Link => token.type === 'link')
      .map(({ href }) => href)
      .filter((href) => !/^https:/.test(href));
    expect(links.length).toBeGreaterThan(15);
    const ids = new Set(idsOf(readGuide(guideFolder, 'text')));
    for (const link of links) {
      const [path = '', heading] = link.split('#');
      expect(path === '' || existsSync(join(root, path)), link).toBe(true);
      const page = /^resources\/guide\/([\w-]+)\.md$/.exec(path)?.[1];
      if (page && heading) expect(ids, link).toContain(`${page}/${heading}`);
    }
  });

  it('has the two commands, and what each of the three people does, before anything else', () => {
    const before = readme.slice(0, readme.indexOf('## What it does'));
    for (const line of ['npm ci && npm run demo', 'npm test', 'npm start', 'megabase serve']) {
      expect(before).toContain(line);
    }
  });
});

describe('what guide and README name is there', () => {
  it('commands and options', async () => {
    const home = temporaryFolder();
    const help = new Map<string, string>();
    const helpOf = async (words: readonly string[]) => {
      const key = words.join(' ');
      if (!help.has(key)) help.set(key, (await megabase([...words, '--help'], { home })).stdout);
      return help.get(key)!;
    };
    const lines = all.flatMap(([, text]) => [
      ...commandsOf(text).flatMap(({ lines }) => lines),
      ...tokensOf(text).flatMap((token) => (token.type === 'codespan' ? [codeText(token)] : [])),
    ]);
    const readme = tokensOf(readFileSync(join(root, 'README.md'), 'utf8'));
    for (const token of readme) {
      if (token.type !== 'code' && token.type !== 'codespan') continue;
      const text = (token as Tokens.Code).text.replaceAll(/\\\n/g, ' ');
      for (const line of text.split('\n'))
        lines.push(line.replace(/^(npx )/, '').replace(/ {2,}#.*$/, ''));
    }
    const own = lines.filter((line) => /^megabase [a-z]/.test(line));
    expect(own.length).toBeGreaterThan(50);
    for (const line of own) {
      const [, first = '', second = ''] = wordsOf(line);
      expect(Object.keys(commands), line).toContain(first);
      const inner = (await helpOf([first])).includes('\nCommands:\n') && /^[a-z]/.test(second);
      const command = inner ? [first, second] : [first];
      if (inner) expect(await helpOf([first]), line).toMatch(new RegExp(`^ {2}${second} `, 'm'));
      const options = line.match(/(?<= )--[a-z][\w-]*/g) ?? [];
      for (const option of options) {
        expect(`${await helpOf(command)}\n  --help `, line).toMatch(new RegExp(`${option}\\b`));
      }
    }
    for (const name of Object.keys(commands)) await helpOf([name]);
    const everything = [...help.values()].join();
    for (const line of lines.filter((one) => one.startsWith('--'))) {
      const [option = ''] = line.split(/[ =]/);
      expect(everything, line).toMatch(new RegExp(`${option}\\b`));
    }
  });

  it('buttons and fields of the window', () => {
    const labels = readFileSync(join(root, 'src-main/model/package/model-tracks.ts'), 'utf8');
    const shown = oneLine(`${sourcesBelow('src-renderer')}\n${labels}`);
    const named = all.flatMap(([id, text]) => stepsOf(text).map((label) => [id, label] as const));
    expect(named.length).toBeGreaterThan(40);
    const missing = named.filter(([, label]) => !shown.includes(label));
    expect(missing).toEqual([]);
  });

  it('messages of the program', () => {
    const said = oneLine(
      `${sourcesBelow('src-main')}\n${readFileSync(join(root, 'resources/errors.json'), 'utf8')}`,
    )
      .replaceAll(/[`']\s*\+\s*[`']/g, '')
      .replaceAll(/\$\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, '…');
    const quotes = tokensOf(readPage('trouble')).filter((token) => token.type === 'blockquote');
    expect(quotes.length).toBeGreaterThan(15);
    for (const { tokens = [] } of quotes as Tokens.Blockquote[]) {
      const text = oneLine(tokens.map((token) => plain(token)).join(' '));
      const parts = text.split('…').map((part) => part.trim().replaceAll(/^"|"$|^"\.$/g, ''));
      for (const part of parts.filter((one) => one.length > 3)) {
        expect(said.includes(part), part).toBe(true);
      }
    }
  });

  it('keys', () => {
    const rows = [...readPage('keys').matchAll(/^\| (`.*?`) +\| (.*?) +\|$/gm)];
    const written = rows.map(([, keys = '', action]) => ({
      keys: [...keys.matchAll(/`([^`]+)`/g)].map(([, key]) => key),
      action,
    }));
    expect(written).toEqual(shortcuts.map(({ keys, action }) => ({ keys: [...keys], action })));
  });

  it('reasons of variants without a score', () => {
    const rows = [...readPage('scores').matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm)];
    const written = Object.fromEntries(rows.map(([, code = '', words = '']) => [code, words]));
    for (const [code, words] of Object.entries(refusalWords)) {
      expect(written[code]?.replace('\\*', '*'), code).toBe(words);
    }
  });
});

function idsOf(rendered: readonly { readonly html: string }[]): string[] {
  return rendered.flatMap(({ html }) =>
    [...html.matchAll(/ id="([^"]+)"/g)].flatMap(([, id]) => id ?? []),
  );
}

/** What is bold in the numbered steps of a page: words of the window. */
function stepsOf(markdown: string): string[] {
  return marked
    .lexer(markdown)
    .filter((token): token is Tokens.List => token.type === 'list' && token['ordered'] === true)
    .flatMap((list) => tokensOf(list.raw))
    .filter((token): token is Tokens.Strong => token.type === 'strong')
    .map(({ text }) => oneLine(text));
}

function plain(token: Token): string {
  const { tokens, text } = token as { readonly tokens?: readonly Token[]; readonly text?: string };
  return tokens ? tokens.map(plain).join('') : (text ?? '');
}

function codeText(token: Token): string {
  return oneLine((token as Tokens.Codespan).text);
}

function sourcesBelow(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|svelte)$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
