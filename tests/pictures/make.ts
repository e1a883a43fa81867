import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { defined } from '../../src-main/contract/index.ts';
import { startServe } from '../e2e/serve-process.ts';
import { chromiumPath } from '../support/chromium.ts';
import { root } from '../support/paths.ts';

// Makes the README's pictures anew, by the program as it is: npm run build && npm run pictures

/** Bytes of a picture: the README is read over slow networks, too. */
const maxBytes = 200_000;
const patience = { timeout: 180_000 };
const home = mkdtempSync(join(tmpdir(), 'megabase-pictures-'));
const browser = await chromium.launch({
  executablePath: defined(chromiumPath),
  args: ['--no-sandbox', '--hide-scrollbars'],
});
const server = await startServe(home);
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  await window(page);
  await variants(page);
  await page.getByRole('button', { name: 'Megabase', exact: true }).click();
  await yeast(page);
} finally {
  await browser.close();
  await server.stop();
  rmSync(home, { recursive: true });
}

/** The tutorial: an enhancer and the promoters that it acts on, 100 kbp and more away. */
async function window(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 780 });
  await page.getByRole('button', { name: 'Take the tutorial' }).click();
  await page.getByRole('group', { name: 'sample.bam' }).waitFor(patience);
  await page.getByRole('button', { name: 'Close tutorial' }).click();
  const place = 'chrT1:500,001-750,000';
  await predict(page, place);
  await page.getByRole('group', { name: 'Active promoter' }).waitFor(patience);
  await page.getByRole('navigation').getByRole('button', { name: 'Effects' }).click();
  await page.getByLabel('Region', { exact: true }).fill(place);
  await page.getByText(/^Memory/).waitFor(patience);
  await page.getByRole('button', { name: /^Knock out( \(already computed\))?$/ }).click();
  await page.getByRole('group', { name: 'Effects on Active promoter' }).waitFor(patience);
  await page.keyboard.press('Escape');
  await goTo(page, place);
  await save(page, 'window', { dark: true });
}

/** A sample's variants, one of them opened beside its reads. */
async function variants(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('navigation').getByRole('button', { name: 'Variants' }).click();
  await page.getByRole('button', { name: 'Score variants' }).click();
  const grid = page.getByRole('grid');
  await grid.getByRole('row').nth(1).waitFor(patience);
  await page
    .getByText(/known effect|scored/)
    .first()
    .waitFor(patience);
  await page.keyboard.press('Escape');
  await grid.getByText('chrT1:512,155').click();
  await page.getByRole('group', { name: 'Opened variant', exact: true }).waitFor(patience);
  await save(page, 'variants');
  await page.keyboard.press('Escape');
}

/** 60 kbp of yeast: genes, reading frames, and what the model says. */
async function yeast(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 800 });
  await page.getByRole('button', { name: /yeast/i }).first().click();
  await page.getByRole('group', { name: 'genes.gff3' }).waitFor(patience);
  await page
    .getByRole('button', { name: /^Close/ })
    .first()
    .click();
  await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();
  await start(page);
  await page.getByRole('group', { name: 'Coding sequence, + strand' }).waitFor(patience);
  await page.keyboard.press('Escape');
  await save(page, 'yeast');
}

async function predict(page: Page, region: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();
  await page.getByLabel('Region', { exact: true }).fill(region);
  await start(page);
}

async function start(page: Page): Promise<void> {
  await page.getByText(/^(Memory|Already computed)/).waitFor(patience);
  await page
    .getByRole('button', { name: /^Predict( \(already computed\))?$/ })
    .last()
    .click();
  await page.getByRole('region', { name: 'Jobs' }).getByText('done').waitFor(patience);
}

async function goTo(page: Page, locus: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
  await box.fill(locus);
  await box.press('Enter');
}

/** Takes a picture of the window as it is; with `dark` another one beside it. */
async function save(page: Page, name: string, { dark = false } = {}): Promise<void> {
  const close = page.getByRole('region', { name: 'Jobs' }).getByRole('button', { name: /^Close/ });
  // Some go by themselves meanwhile.
  while ((await close.count()) > 0) {
    await close
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await page.waitForTimeout(200);
  }
  await page.mouse.move(700, 20);
  await shoot(page, name);
  if (!dark) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function shoot(page: Page, name: string): Promise<void> {
  // Whatever is still being fetched is drawn.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(3_000);
  const path = join(root, 'resources', `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > maxBytes) throw new Error(`${path} has ${size} bytes, more than ${maxBytes}.`);
  process.stdout.write(`resources/${name}.png ${size}\n`);
}
