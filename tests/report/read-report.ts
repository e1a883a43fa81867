import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { sharedChromium } from '../support/chromium.ts';

/** A report as a browser shows it, and all that a browser found to say of it. */
export interface OpenReport {
  readonly page: Page;
  /** Requests besides that of the page itself, messages of the console, errors, dialogs. */
  readonly faults: string[];
}

/** Opens a report from its file, in a browser without a network. */
export async function openReport(path: string, dark = false): Promise<OpenReport> {
  const browser = await sharedChromium();
  const context = await browser.newContext({ colorScheme: dark ? 'dark' : 'light' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  const own = pathToFileURL(path).href;
  page.on('request', (request) => {
    if (request.url() !== own) faults.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(own);
  return { page, faults };
}

/** Names of pictures, and what in them points at nothing, or is named as something else on the page is. */
export function readPictures(page: Page): Promise<{ names: string[]; faults: string[] }> {
  return page.evaluate(() => {
    const pictures = [...document.querySelectorAll('figure svg')];
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const faults = ids.filter((id, i) => ids.indexOf(id) !== i);
    for (const one of document.querySelectorAll('[clip-path]')) {
      const to = /^url\(#(.*)\)$/.exec(one.getAttribute('clip-path') ?? '')?.[1] ?? '';
      if (!document.getElementById(to)?.closest('svg')?.contains(one)) faults.push(to);
    }
    return { names: pictures.map((one) => one.getAttribute('aria-label') ?? ''), faults };
  });
}

/** Cells of the table with that caption, by column; numbers with all their digits. */
export function readTable(page: Page, caption: RegExp): Promise<Record<string, string>[]> {
  return page
    .locator('table', { has: page.locator('caption', { hasText: caption }) })
    .evaluate((table) => {
      const heads = [...table.querySelectorAll('th')].map((cell) => cell.textContent.trim());
      return [...table.querySelectorAll('tbody tr')].map((row) =>
        Object.fromEntries<string>(
          [...row.querySelectorAll('td')].flatMap((cell, i): [string, string][] => {
            const value = cell.querySelector('data')?.getAttribute('value');
            const beside = cell.querySelector('.beside data')?.getAttribute('value') ?? '';
            return [
              [heads[i]!, value ?? cell.textContent.replaceAll(/\s+/g, ' ').trim()],
              ...(beside === '' ? [] : [[`${heads[i]!} percentile`, beside] as [string, string]]),
            ];
          }),
        ),
      );
    });
}
