import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuidePage } from '../../src-renderer/help/guide-page.ts';
import { readGuide } from './read-guide.ts';

/** The whole guide as one HTML file that needs nothing beside it and runs no script. */
export function onePage(): string {
  const pages = readGuide(join(import.meta.dirname, '../guide'), 'link');
  const style = readFileSync(join(import.meta.dirname, 'one-page.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>The Megabase guide</title>
<style>
${style}</style>
</head>
<body>
<nav aria-label="Contents">
<p class="brand">The Megabase guide</p>
${contents(pages)}
</nav>
<main>
${pages.map(({ id, html }) => `<article aria-labelledby="${id}">\n${html}</article>`).join('\n')}
</main>
</body>
</html>
`;
}

function contents(pages: readonly GuidePage[]): string {
  return [...Map.groupBy(pages, ({ group }) => group)]
    .map(([group, own]) => {
      const links = own.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`);
      return `<p class="group">${group}</p>\n<ul>${links.join('\n')}</ul>`;
    })
    .join('\n');
}
