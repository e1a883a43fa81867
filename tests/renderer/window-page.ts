import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { FileRegistry, startServer } from '../../src-main/transport/index.ts';
import { root } from '../support/paths.ts';
import { advise } from '../transport/fake-workbench.ts';
import { SmallWorkbench } from './small-workbench.ts';

export { chromiumPath } from '../support/chromium.ts';

export interface WindowPage {
  readonly page: Page;
  readonly small: SmallWorkbench;
  /** Requests to anywhere but the page's own origin. */
  readonly foreign: string[];
  /** What the page itself threw. */
  readonly thrown: string[];
}

/** The built window over a small workbench, by the wires that ship; closed after the test. */
export async function openWindow(
  browser: Browser,
  { withRun = false, withMap = false, dark = false, variants = 0, likelihood = false } = {},
): Promise<WindowPage> {
  const files = new FileRegistry();
  const small = new SmallWorkbench(files, { withRun, withMap, variants, likelihood });
  const { workbench, events } = small;
  const page = join(root, 'out', 'renderer');
  const server = await startServer({ workbench, events, advise, files, page, port: 0 });
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    colorScheme: dark ? 'dark' : 'light',
  });
  onTestFinished(async () => {
    await context.close();
    await server.close();
  });
  const tab = await context.newPage();
  tab.setDefaultTimeout(60_000);
  const foreign: string[] = [];
  const thrown: string[] = [];
  const origin = new URL(server.url).origin;
  tab.on('request', (request) => {
    if (!new RegExp(`^(${origin}|blob:|data:)`).test(request.url())) foreign.push(request.url());
  });
  tab.on('pageerror', (error) => thrown.push(error.message));
  await tab.goto(server.url);
  return { page: tab, small, foreign, thrown };
}

/** Opens the tutorial and waits until the browser has drawn it. */
export async function openTutorial({ page }: WindowPage): Promise<void> {
  await page.getByRole('button', { name: 'Take the tutorial' }).click();
  await page.getByRole('group', { name: 'sample.bam' }).waitFor();
}

interface AxeFault {
  readonly impact: string | null;
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** Serious and critical faults that axe-core finds now, by all of its rules or by one, in words. */
export async function seriousFaults(page: Page, rule?: string): Promise<string[]> {
  // Through the debugger: the page's own policy lets no other script in.
  if (!(await page.evaluate<boolean>("'axe' in window"))) {
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.evaluate(readFileSync(source, 'utf8'));
  }
  const options = JSON.stringify(rule === undefined ? {} : { runOnly: [rule] });
  const { violations } = await page.evaluate<{ violations: AxeFault[] }>(`axe.run(${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => JSON.stringify(node)).join('\n')}`);
}

/** The same of a page that is dark, and of its contrast once it is light: all else is alike in both. */
export async function seriousFaultsDarkAndLight(page: Page): Promise<string[]> {
  const dark = await seriousFaults(page);
  await turn(page, 'light');
  const light = await seriousFaults(page, 'color-contrast');
  await turn(page, 'dark');
  return [...dark, ...light.map((fault) => `light: ${fault}`)];
}

/** The system turns dark or light, and the page with it. */
async function turn(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`:root[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
}
