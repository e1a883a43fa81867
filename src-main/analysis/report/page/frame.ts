import { createHash } from 'node:crypto';
import type { ReportBasis, ReportPicture } from '../report.ts';
import { html, Markup, type Part } from './markup.ts';
import { styleSheet } from './style.ts';
import { dayText } from './words.ts';

interface Framed {
  readonly title: string;
  readonly subtitle: Part;
  readonly basis: ReportBasis;
  readonly sections: readonly Markup[];
}

/**
 * A whole page, which needs nothing but itself: no script, no picture, font or style from anywhere, and a
 * policy by which a browser fetches none whatever a name in it may say.
 */
export function page({ title, subtitle, basis, sections }: Framed): string {
  const style = createHash('sha256').update(styleSheet).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'`;
  // Its hash is of every blank in it.
  const styles = new Markup(`<style>${styleSheet}</style>`);
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="Megabase ${basis.program}" />
        <title>${title}</title>
        ${styles}
      </head>
      <body>
        <header>
          <p class="kind">Report of Megabase ${basis.program}, ${dayText(basis.madeAt)}</p>
          <h1>${title}</h1>
          <p class="subtitle">${subtitle}</p>
        </header>
        <main>${sections}</main>
        <footer>
          <p>
            Made by Megabase ${basis.program}, which reads genomes through DNA models on the machine
            of whoever runs it. This page holds all that it shows, and asks nothing of the network.
          </p>
        </footer>
      </body>
    </html> `;
  return text.text;
}

/** A part of a page under a heading. */
export function section(heading: Part, ...content: readonly Part[]): Markup {
  return html`<section>
    <h2>${heading}</h2>
    ${content}
  </section> `;
}

/** Pictures, each with what it shows in words; nothing where there are none. */
export function pictureSection(pictures: readonly ReportPicture[]): Markup[] {
  if (pictures.length === 0) return [];
  const figures = pictures.map(
    ({ svg, caption, isHalf }) =>
      html`<figure class="${isHalf ? 'half' : 'wide'}">
        <div class="picture">${new Markup(svg)}</div>
        <figcaption>${caption}</figcaption>
      </figure> `,
  );
  return [section('Pictures', html`<div class="pictures">${figures}</div>`)];
}

/** What must be read before anything else. */
export function warning(text: Part): Markup {
  return html`<p class="warning" role="note">${text}</p> `;
}
