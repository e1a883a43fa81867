import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long a view may take on a busy machine, ms. */
export const patience = { timeout: 60_000 };

/** Colours of a prediction's row without bins: blank, dashes, and the line at the foot of what was read. */
export const lineColors = 3;

/** A person's ways through the window, for tests of what comes after them. */

export async function openTutorial(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take the tutorial' }).click();
  await page.getByRole('group', { name: 'sample.bam' }).waitFor();
}

/** By the box above the genome; waits until the view is there. */
export async function goTo(page: Page, locus: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
  await box.fill(locus);
  await box.press('Enter');
  // What was typed is in the box, too, until it is found.
  await box.and(page.locator(':not(:focus)')).waitFor();
  await expect.poll(() => box.inputValue(), patience).toBe(locus);
}

export async function openPanel(page: Page, name: string): Promise<void> {
  const heading = page.getByRole('heading', { name, level: 2, exact: true });
  if (await heading.isVisible()) return;
  await page.getByRole('navigation').getByRole('button', { name }).click();
  await heading.waitFor();
}

/** For the genome that is open. */
export async function chooseModel(page: Page, label: string): Promise<void> {
  await openPanel(page, 'Predict');
  await page.getByLabel('Model', { exact: true }).selectOption({ label });
  await page
    .getByRole('button', { name: new RegExp(`^${label.replace(/ [\d.]+$/, '')} ·`) })
    .waitFor();
}

/** A model that knows the tutorial's genome, whose letters are an own genome's in tests. */
export async function chooseTutorialModel(page: Page): Promise<void> {
  await chooseModel(page, 'Hawk tutorial 1.0.0');
}

/** Fills the predict panel and presses its button; does not wait for the run. */
export async function predict(page: Page, region: string, flank = '0'): Promise<void> {
  await openPanel(page, 'Predict');
  await page.getByLabel('Region', { exact: true }).fill(region);
  await page.getByLabel('Flank on each side').fill(flank);
  await page.getByText(/^(Memory|Already computed)/).waitFor();
  await page
    .getByRole('button', { name: /^Predict( \(already computed\))?$/ })
    .last()
    .click();
}

/** The row of a prediction, a file or a map, by its whole name. */
export function row(page: Page, name: string) {
  return page.locator('#genome-browser').getByRole('group', { name, exact: true });
}

/** Waits until a row is among the genome's. */
export async function listed(page: Page, name: string): Promise<void> {
  await row(page, name).waitFor({ timeout: 90_000 });
}

/** Closes what the window says of what was done: by itself it goes after a while, and takes the button along. */
export async function closeNotice(page: Page, said: RegExp): Promise<void> {
  const notice = page.getByRole('status').filter({ hasText: said });
  await notice.getByRole('button', { name: 'Close' }).click();
}

/** Waits until the row shows bins: more than the line of what was not read. */
export async function drawn(page: Page, name: string): Promise<void> {
  await listed(page, name);
  await colored(page, name);
}

/** Waits until the row shows more than the two lines of what was read and what was not. */
export async function colored(page: Page, name: string): Promise<void> {
  await expect.poll(() => colorsOf(page, name), patience).toBeGreaterThan(lineColors);
}

/** What igv draws of a row. */
export function drawing(page: Page, name: string) {
  return page.locator(`.igv-viewport[aria-label=${JSON.stringify(name)}]`);
}

/** How many colours the row shows: one where it is blank. */
export async function colorsOf(page: Page, name: string): Promise<number> {
  return (await colorListOf(page, name)).length;
}

/** The colours that the row shows, as `#rrggbb`; none where it has no canvas. */
export function colorListOf(page: Page, name: string): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const all = [...document.querySelectorAll('#genome-browser *')];
    const tree = all.map((one) => one.shadowRoot).find(Boolean);
    const viewports = [...(tree?.querySelectorAll('.igv-viewport') ?? [])];
    const own = viewports.find((one) => one.ariaLabel === ${JSON.stringify(name)});
    const canvas = own?.querySelector('canvas');
    if (!canvas || canvas.width === 0) return [];
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colors = new Set(new Uint32Array(data.buffer));
    const hex = (one) => (one & 255).toString(16).padStart(2, '0');
    return [...colors].map((abgr) => '#' + hex(abgr) + hex(abgr >>> 8) + hex(abgr >>> 16));
  })()`);
}

/**
 * Has the genome's rows find 15 px less room while they do not fit on the page, as beside a scrollbar:
 * those of Playwright's Chromium take none.
 */
export async function leaveRoomForScrollbar(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const own = Element.prototype.getBoundingClientRect;
    Element.prototype.getBoundingClientRect = function () {
      const found = own.call(this);
      if (!this.classList.contains('igv-column-container')) return found;
      const { scrollHeight, clientHeight } = document.querySelector('#genome-browser');
      const bar = scrollHeight > clientHeight ? 15 : 0;
      return new DOMRect(found.x, found.y, found.width - bar, found.height);
    };
  })()`);
}

/** Ends of all rows of the first locus, px of the page: one where none is cut. */
export function rightEnds(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`(() => {
    const all = [...document.querySelectorAll('#genome-browser *')];
    const tree = all.map((one) => one.shadowRoot).find(Boolean);
    const viewports = [...tree.querySelector('.igv-column').querySelectorAll('.igv-viewport')];
    return [...new Set(viewports.map((one) => one.getBoundingClientRect().right))];
  })()`);
}

/** Whether the view has taken the room that an opened panel leaves it. */
export function hasItsRoom(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const all = [...document.querySelectorAll('#genome-browser *')];
    const tree = all.map((one) => one.shadowRoot).find(Boolean);
    const container = tree.querySelector('.igv-column-container');
    const viewports = [...tree.querySelectorAll('.igv-viewport')];
    if (!container || viewports.length === 0 || container.ariaBusy) return false;
    const right = Math.max(...viewports.map((one) => one.getBoundingClientRect().right));
    const left = container.getBoundingClientRect().right - right;
    return left >= 0 && left < 60;
  })()`);
}
