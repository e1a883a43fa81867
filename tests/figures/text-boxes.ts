/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';
import { root } from '../support/paths.ts';

interface Box {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

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

/** Expects every text of a figure to lie within its page and clear of all others; gives the texts. */
export async function expectClearTexts(svg: string, hasFont: boolean): Promise<string[]> {
  const { page, texts } = await boxesOf(svg, hasFont);
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
  return texts.map(({ text }) => text);
}
