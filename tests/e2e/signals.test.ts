import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { colorsOf, drawing, goTo, listed, patience, row } from './steps.ts';
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
    await listed(page, 'own.gff3');
    await button('Close').click();
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

    // igv's own choices of a signal.
    await button('Options of low.bedgraph').click();
    await button('More options...').click();
    await page.getByText('Graph type', { exact: true }).waitFor();
    await page.getByText('points', { exact: true }).click();
    await expect.poll(() => colorsOf(page, 'low.bedgraph'), patience).toBeGreaterThan(1);

    // What GFF3 writes as %22 and < are what a person reads, and no markup.
    await drawing(page, 'own.gff3').click({ position: { x: 600, y: 12 } });
    const card = page.getByLabel('Selected feature');
    await card.getByText('a "gene" <b>of</b> nobody; 100%', { exact: true }).waitFor();
  });
});

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
