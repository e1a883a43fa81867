import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked, type RendererObject, type Tokens } from 'marked';
import type { GuideSection } from '../../src-renderer/help/guide-page.ts';

/** A window opens no other address: there it is shown as text. */
export type ExternalLinks = 'link' | 'text';

/** A page as it is written. */
interface WrittenPage {
  readonly id: string;
  readonly markdown: string;
  readonly links: ExternalLinks;
  /** Its folder: that of its pictures. */
  readonly folder: string;
}

interface RenderedPage {
  readonly title: string;
  readonly html: string;
  readonly sections: readonly GuideSection[];
}

/**
 * A page as HTML. Headings get the id `page/heading`, and links to `page.md#heading` lead there;
 * pictures are put in as `data:` addresses, so that the text needs nothing beside it.
 */
export function renderPage(written: WrittenPage): RenderedPage {
  const { id, markdown } = written;
  const marked = new Marked({ renderer: rendererOf(written) });
  const html = marked.parse(markdown, { async: false });
  const [intro = '', ...parts] = html.split(/(?=<h2 )/);
  const title = plainText(/<h1[^>]*>(.*?)<\/h1>/s.exec(intro)?.[1] ?? '');
  if (title === '') throw new Error(`${id}.md has no heading of the first level.`);
  const sections = [intro, ...parts].map((part, i) => ({
    id: /^<h2 id="[^"/]*\/([^"]*)"/.exec(part)?.[1] ?? '',
    title: i === 0 ? title : plainText(/^<h2[^>]*>(.*?)<\/h2>/s.exec(part)?.[1] ?? ''),
    text: plainText(part.replace(/^<h[12].*?<\/h[12]>/s, '')),
  }));
  return { title, html, sections };
}

/** The name by which a heading is linked to, as Git hosts have it. */
function headingId(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function rendererOf({ id: page, links, folder }: WrittenPage): RendererObject {
  const picture = (token: Tokens.Image) => figure(folder, token);
  return {
    heading({ tokens, depth, text }) {
      const inner = this.parser.parseInline(tokens);
      const id = depth === 1 ? page : `${page}/${headingId(text)}`;
      return `<h${depth} id="${id}">${inner}</h${depth}>\n`;
    },
    html: ({ text }) => escapeHtml(text),
    code({ text, lang }) {
      const copy =
        lang === 'sh' && links === 'text' ? '<button type="button" class="copy">Copy</button>' : '';
      const inner = lang === 'sh' ? commandLines(text) : escapeHtml(text);
      return `<div class="code">${copy}<pre><code class="${escapeHtml(lang ?? '')}">${inner}</code></pre></div>\n`;
    },
    codespan({ text }) {
      // An option is not to be broken at its dashes.
      const isPath = /[\\/]/.test(text);
      const kind = text.length <= longestUnbroken && !isPath ? ' class="short"' : '';
      return `<code${kind}>${escapeHtml(text).replaceAll(/[\\/]/g, '$&<wbr>')}</code>`;
    },
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      const own = /^([\w-]+)?(?:\.md)?(?:#([\w-]+))?$/.exec(href);
      if (own) {
        const [, to = page, heading] = own;
        return `<a href="#${heading === undefined ? to : `${to}/${heading}`}">${inner}</a>`;
      }
      // The window shows pages of the guide with its own rights.
      if (!href.startsWith('https://')) throw new Error(`${page}.md leads to ${href}.`);
      const address = escapeHtml(href);
      if (links === 'link') return `<a href="${address}" rel="noreferrer">${inner}</a>`;
      const said = plainText(inner) === href ? '' : `${inner} `;
      return `${said}<span class="address">${address.replace(/^https:\/\//, '')}</span>`;
    },
    image: picture,
    paragraph({ tokens }) {
      // A picture alone is a figure, which a paragraph may not hold.
      const [first, ...others] = tokens;
      if (first?.type === 'image' && others.length === 0) return picture(first as Tokens.Image);
      return `<p>${this.parser.parseInline(tokens)}</p>\n`;
    },
    table(token) {
      const cells = (row: readonly Tokens.TableCell[], tag: string) =>
        row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
      const head = `<thead><tr>${cells(token.header, 'th')}</tr></thead>`;
      const body = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
      // Wider than the window, it is moved by keys as well.
      return `<div class="table" role="group" tabindex="0" aria-label="Table"><table>${head}<tbody>${body}</tbody></table></div>\n`;
    },
  };
}

/** Characters of code in a sentence that stay on one line. */
const longestUnbroken = 28;

/**
 * Each command a block of its own, which wraps between its words: one written in several lines would not
 * run in every shell.
 */
function commandLines(text: string): string {
  const lines = text.split('\n').map((line) => {
    return escapeHtml(line).replaceAll(/\S*-\S*/g, '<span class="short">$&</span>');
  });
  return lines.map((line) => `<span class="command">${line}\n</span>`).join('');
}

/** `![description](pictures/x.svg "caption")`. */
function figure(folder: string, { href, text, title }: Tokens.Image): string {
  if (!/^pictures\/[\w-]+\.svg$/.test(href)) throw new Error(`${href} is no picture of the guide.`);
  const svg = readFileSync(join(folder, href), 'utf8');
  const size = /viewBox="0 0 (\d+) (\d+)"/.exec(svg);
  if (!size) throw new Error(`${href} does not say how large it is by a viewBox from 0 0.`);
  const data = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const caption = title ? `<figcaption>${escapeHtml(title)}</figcaption>` : '';
  return `<figure><img src="${data}" alt="${escapeHtml(text)}" width="${size[1]}" height="${size[2]}">${caption}</figure>\n`;
}

function escapeHtml(text: string): string {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign as keyof typeof entities]);
}

/** Of HTML that was made here. */
function plainText(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    ...{ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' },
  };
  return html
    .replaceAll(/<button.*?<\/button>|<wbr>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
