import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long a view may take on a busy machine, ms. */
export const patience = { timeout: 60_000 };

/** A person's ways through the window, for tests of what comes after them. */

export async function openTutorial(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take the tutorial' }).click();
  await page.getByText('sample.bam', { exact: true }).waitFor();
}

/** By the box above the genome; waits until the view is there. */
export async function goTo(page: Page, locus: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
  await box.fill(locus);
  await box.press('Enter');
  await expect.poll(() => box.inputValue(), patience).toBe(locus);
}

export async function openPanel(page: Page, name: string): Promise<void> {
  const heading = page.getByRole('heading', { name, level: 2, exact: true });
  if (await heading.isVisible()) return;
  await page.getByRole('navigation').getByRole('button', { name }).click();
  await heading.waitFor();
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

/** Waits until a track of a finished run is among the genome's. */
export async function listed(page: Page, label: string): Promise<void> {
  const literal = label.replaceAll(/[+.]/g, '\\$&');
  await page.getByText(new RegExp(`^${literal} · [^·]* · Context: `)).waitFor({ timeout: 90_000 });
}

/** Waits until the track shows bins: more than the hatching of what was not read. */
export async function drawn(page: Page, label: string): Promise<void> {
  await listed(page, label);
  await colored(page, label);
}

/** Waits until the track whose label begins so shows more than two colours. */
export async function colored(page: Page, label: string): Promise<void> {
  await expect.poll(() => colorsOf(page, label), patience).toBeGreaterThan(2);
}

/** How many colours the track with this label shows: one where it is blank. */
export function colorsOf(page: Page, label: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const all = [...document.querySelectorAll('#genome-browser *')];
    const tree = all.map((one) => one.shadowRoot).find(Boolean);
    const labels = [...(tree?.querySelectorAll('.igv-track-label') ?? [])];
    const own = labels.find((one) => one.textContent.startsWith(${JSON.stringify(label)}));
    const canvas = own?.closest('.igv-viewport')?.querySelector('canvas');
    if (!canvas || canvas.width === 0) return 0;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
}
