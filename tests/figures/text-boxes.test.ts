/// <reference lib="dom" />
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chromiumPath, sharedChromium } from '../support/chromium.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { drawn } from './figure-files.ts';

interface Box {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const home = sharedFolder();
const arimo = readFileSync(join(root, 'resources/fonts/Arimo-Regular.ttf')).toString('base64');

/** The boxes of all texts, and of the page, in Chromium; with Arimo or with what the system has instead. */
async function boxesOf(svg: string, hasFont: boolean): Promise<{ page: Box; texts: Box[] }> {
  const context = await (await sharedChromium()).newContext();
  try {
    const page = await context.newPage();
    const face = `@font-face { font-family: Arial; src: url(data:font/ttf;base64,${arimo}) }`;
    const picture = svg.slice(svg.indexOf('<svg '));
    await page.setContent(`<style>${hasFont ? face : ''} body { margin: 0 }</style>${picture}`);
    await page.evaluate(() => document.fonts.ready);
    return await page.evaluate(() => {
      const box = (element: Element, text: string) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { text, left, top, right, bottom };
      };
      const svg = document.querySelector('svg')!;
      const texts = [...svg.querySelectorAll('text')];
      return { page: box(svg, 'page'), texts: texts.map((one) => box(one, one.textContent)) };
    });
  } finally {
    await context.close();
  }
}

const longNames = Array.from({ length: 12 }, (_, i) => {
  const start = 312_000 + i * 1_200;
  return `chrT1\t${start}\t${start + 300}\ta mark with a long name, number ${i}\n`;
});

it.skipIf(chromiumPath === undefined).each([
  [180, 7, 'chrT1:312,001-327,000', true],
  [180, 7, 'chrT1:312,001-327,000', false],
  [85, 6, 'chrT1:270,001-400,000', true],
  [85, 8, 'chrT1:312,001-327,000', false],
  [120, 7, 'chrT1:314,101-314,200', true],
  [180, 10, 'chrT1:1-1,000,000', false],
])(
  'no label is clipped or covered: %d mm, %d pt, %s, font %s',
  async (width, size, region, hasFont) => {
    const folder = temporaryFolder();
    const marks = join(folder, 'marks.bed');
    writeFileSync(marks, longNames.join(''));
    const look = ['--width', String(width), '--font-size', String(size), '--region', region];
    const title = [
      '--title',
      'A title that is rather longer than a column of any journal is wide at all',
    ];
    const out = await drawn(home, join(folder, 'f.svg'), ...look, ...title, '--marks', marks);
    const { page, texts } = await boxesOf(readFileSync(out, 'utf8'), hasFont);
    expect(texts.length).toBeGreaterThan(8);
    // A tenth of a pixel is the browser's rounding.
    const slack = 0.1;
    for (const [i, text] of texts.entries()) {
      expect(text.left, text.text).toBeGreaterThanOrEqual(page.left - slack);
      expect(text.right, text.text).toBeLessThanOrEqual(page.right + slack);
      expect(text.top, text.text).toBeGreaterThanOrEqual(page.top - slack);
      expect(text.bottom, text.text).toBeLessThanOrEqual(page.bottom + slack);
      for (const other of texts.slice(i + 1)) {
        const across = Math.min(text.right, other.right) - Math.max(text.left, other.left);
        // Letters do not fill their line: two lines may share some of what is above and below them.
        const down = Math.min(text.bottom, other.bottom) - Math.max(text.top, other.top);
        const shared = across > slack && down > 0.2 * (text.bottom - text.top);
        expect(shared && `${text.text} | ${other.text}`).toBe(false);
      }
    }
  },
);
