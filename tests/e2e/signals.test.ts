import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { closeNotice, colorsOf, drawing, goTo, listed, patience, row } from './steps.ts';
import { describeWindow } from './window.ts';

const signals = ['low.bedgraph', 'high.bedgraph'] as const;

describeWindow('signals and annotation of any origin', (windowTest) => {
  windowTest('have one scale where that is chosen, and their own options', async (tools) => {
    const folder = join(tools.home, 'data');
    writeFiles(folder);
    const { page, pickFiles, shoot } = await tools.open();
    const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
    await button('Open a genome').click();
    await pickFiles(folder, ['own.fa']);
    await button(/^Add files/).click();
    await pickFiles(folder, [...signals, 'own.gff3']);
    await closeNotice(page, /was added/);
    await listed(page, 'own.gff3');
    await goTo(page, 'c:1,001-9,000');
    const scaleOf = (name: string) =>
      row(page, name)
        .getByLabel(/^Scale from/)
        .getAttribute('aria-label');
    await expect.poll(() => scaleOf('low.bedgraph'), patience).toBe('Scale from 0 to 5');
    await expect.poll(() => scaleOf('high.bedgraph'), patience).toBe('Scale from 0 to 20');
    for (const name of signals) {
      await button(`Options of ${name}`).click();
      const menu = page.getByRole('dialog', { name: `Options of ${name}` });
      await menu.getByRole('combobox').first().selectOption('group');
      await page.keyboard.press('Escape');
    }
    for (const name of signals) {
      await expect.poll(() => scaleOf(name), patience).toBe('Scale from 0 to 20');
    }
    await shoot('signals on one scale');

    const optionsOf = (name: string) =>
      page.getByRole('button', { name: `Options of ${name}`, exact: true });
    // Drawn as it is chosen, by the window's own menu.
    await optionsOf('low.bedgraph').click();
    const menu = page.getByRole('dialog', { name: 'Options of low.bedgraph', exact: true });
    await menu.getByLabel('Drawn as').selectOption('points');
    await expect.poll(() => colorsOf(page, 'low.bedgraph'), patience).toBeGreaterThan(1);
    await menu.getByLabel('Logarithmic').check();
    await row(page, 'low.bedgraph').getByLabel('Scale from 0.002 to 20').waitFor();

    // Two rows as one: on one scale, one minus the other, one over the other.
    await menu.getByRole('button', { name: 'Both as lines' }).click();
    await scaled(page, 'low.bedgraph and high.bedgraph', '0 to 20');
    const compare = async (kind: string) => {
      await optionsOf('low.bedgraph').click();
      await menu.getByRole('button', { name: kind }).click();
    };
    await compare('Difference');
    await scaled(page, 'low.bedgraph minus high.bedgraph', '−15 to 0');
    await compare('log2 ratio');
    await scaled(page, 'log2 of low.bedgraph over high.bedgraph', '−2 to 0');
    await expect
      .poll(() => colorsOf(page, 'low.bedgraph minus high.bedgraph'), patience)
      .toBeGreaterThan(2);
    await shoot('signals compared');
    // Wherever the page was scrolled to, the row that was asked for is seen.
    await page.setViewportSize({ width: 1280, height: 280 });
    await optionsOf('high.bedgraph').click();
    await button('log2 ratio').click();
    const ratio = 'log2 of high.bedgraph over low.bedgraph';
    await scaled(page, ratio, '0 to 2');
    const isSeen = () =>
      row(page, ratio).evaluate((one) => {
        const { left, top, bottom } = one.getBoundingClientRect();
        return [top + 4, bottom - 4].every((y) =>
          one.contains(document.elementFromPoint(left + 4, y)),
        );
      });
    await expect.poll(isSeen, patience).toBe(true);
    await page.setViewportSize({ width: 1280, height: 800 });
    await optionsOf('low.bedgraph minus high.bedgraph').click();
    await button('Swap both').click();
    await scaled(page, 'high.bedgraph minus low.bedgraph', '0 to 15');
    await page.keyboard.press('Control+z');
    await scaled(page, 'low.bedgraph minus high.bedgraph', '−15 to 0');
    await page.getByText('Undone: compare rows').waitFor({ state: 'attached' });
    await page.reload();
    await scaled(page, 'low.bedgraph minus high.bedgraph', '−15 to 0');
    await optionsOf('log2 of low.bedgraph over high.bedgraph').click();
    await button('End comparison').click();
    await row(page, 'log2 of low.bedgraph over high.bedgraph').waitFor({ state: 'detached' });

    // What GFF3 writes as %22 and < are what a person reads, and no markup.
    await drawing(page, 'own.gff3').click({ position: { x: 600, y: 12 } });
    const card = page.getByLabel('Selected feature');
    await card.getByText('a "gene" <b>of</b> nobody; 100%', { exact: true }).waitFor();
  });
});

/** Waits until a row has this scale. */
async function scaled(page: Page, name: string, ends: string): Promise<void> {
  await row(page, name).getByLabel(`Scale from ${ends}`).waitFor({ timeout: 60_000 });
}

function writeFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('own.fa', `>c\n${'ACGTTGCA'.repeat(1250)}\n`);
  for (const [name, height] of [[signals[0], 5] as const, [signals[1], 20] as const]) {
    const bins = Array.from({ length: 100 }, (_, i) => [
      ...['c', i * 100, i * 100 + 100, (height * (1 + (i % 5))) / 5],
    ]);
    write(name, `${bins.map((bin) => bin.join('\t')).join('\n')}\n`);
  }
  const words = 'Note=a %22gene%22 <b>of</b> nobody%3B 100%25';
  write('own.gff3', `##gff-version 3\nc\t.\tgene\t1501\t8500\t.\t+\t.\tID=g;Name=g;${words}\n`);
}
