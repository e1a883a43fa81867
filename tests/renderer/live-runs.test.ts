import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import { chromiumPath, openTutorial, openWindow, type WindowPage } from './window-page.ts';

const context = 'Context: chrT1:1-1,000,000';

/** What a test reads of igv's elements in the page; their own types need a browser's library. */
interface Viewport {
  readonly clientWidth: number;
  querySelector(selector: 'canvas'): {
    readonly width: number;
    readonly clientWidth: number;
    readonly offsetLeft: number;
    getContext(kind: '2d'): {
      getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array };
    };
  };
  setAttribute(name: string, value: string): void;
}

/** igv's part of the window that shows the predicted track; it must be one. */
function track(page: Page): Locator {
  return page.locator('.igv-viewport[aria-label="Promoter"]');
}

/** Bars of the promoter's colour in each tenth of the visible genome: one each 10 kbp. */
function bars(page: Page): Promise<number[]> {
  return track(page).evaluate((viewport: Viewport) => {
    const canvas = viewport.querySelector('canvas');
    const scale = canvas.width / canvas.clientWidth;
    const left = Math.round(-canvas.offsetLeft * scale);
    const width = Math.round(viewport.clientWidth * scale);
    // Half-way up the bars.
    const { data } = canvas.getContext('2d').getImageData(left, 28 * scale, width, 1);
    const found = Array.from({ length: 10 }, () => 0);
    for (let x = 0, inside = false; x < width; x++) {
      const solid = data[4 * x]! > 180 && data[4 * x + 1]! < 110 && data[4 * x + 3]! > 200;
      if (solid && !inside) found[Math.floor((10 * x) / width)]! += 1;
      inside = solid;
    }
    return found;
  });
}

const some = expect.toSatisfy((count: number) => count >= 8) as number;
const tenths = (done: number) => Array.from({ length: 10 }, (_, i) => (i < done ? some : 0));

describe.skipIf(!chromiumPath)('a run that is being computed', () => {
  const browser = useChromium();

  async function openWhole(): Promise<WindowPage> {
    const window = await openWindow(browser());
    await openTutorial(window);
    const locus = window.page.getByRole('combobox', { name: 'Gene, region or variant' });
    await window.page.keyboard.press('/');
    await window.page.keyboard.type('chrT1:1-1,000,000');
    await window.page.keyboard.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:1-1,000,000');
    return window;
  }

  it('is drawn as far as it is final, says so, and becomes the finished run in place', async () => {
    const { page, small, thrown } = await openWhole();
    small.compute(300_000);
    await page.getByText(`computing · ${context}`).waitFor();
    await soon(() => bars(page)).toEqual(tenths(3));
    await track(page).evaluate((viewport: Viewport) => viewport.setAttribute('data-first', 'yes'));

    // Faster than it can be drawn: what came last counts.
    for (let end = 310_000; end <= 700_000; end += 10_000) small.compute(end);
    await soon(() => bars(page)).toEqual(tenths(7));
    expect(small.requests('view').length).toBeLessThan(20);

    small.finish();
    await page.locator('#genome-browser').getByText(context, { exact: true }).waitFor();
    await soon(() => bars(page)).toEqual(tenths(10));
    expect(await track(page).count()).toBe(1);
    // igv has not taken the track away and made it anew.
    expect(await track(page).getAttribute('data-first')).toBe('yes');
    expect(thrown).toEqual([]);
  });

  it('leaves the browser when its job is cancelled, without a fault', async () => {
    const { page, small } = await openWhole();
    small.compute(300_000);
    await page.getByText(`computing · ${context}`).waitFor();
    await soon(() => bars(page)).toEqual(tenths(3));
    // A view that was asked for before, and is answered after.
    const late = Promise.withResolvers<void>();
    small.viewsWait = late.promise;
    const before = small.requests('view').length;
    small.compute(500_000);
    await soon(() => small.requests('view').length).toBeGreaterThan(before);
    small.job({ id: 'live', state: 'cancelled', live: undefined });
    late.resolve();
    await track(page).waitFor({ state: 'detached' });
    // What the page shows next came on the same wire, after that answer.
    const error = { code: 'unexpected', message: 'Another job failed.', advice: 'None.' };
    small.job({ id: 'next', state: 'failed', error });
    await page.getByText(error.message).waitFor();
    expect(await page.getByText('could not be drawn').count()).toBe(0);
  });
});
