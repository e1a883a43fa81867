import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { root } from '../support/paths.ts';
import { writeOwnFiles } from './own-files.ts';
import { chooseTutorialModel, colorsOf, drawn, listed, patience, row } from './steps.ts';
import { describeWindow } from './window.ts';

/** Most clicks and entries that a task may take. */
const most: Readonly<Record<string, number>> = {
  ...{ 'open a genome with its files': 9, 'find a gene': 1, "look at a variant's reads": 1 },
  ...{ 'colour reads by strand': 2, 'set a range': 3, 'compare two tracks': 4 },
  ...{ 'mark a region': 2, 'export a figure': 3, save: 0, reopen: 2 },
};

describeWindow('ten tasks of every day', (windowTest) => {
  windowTest('take few clicks each', async ({ home, open }) => {
    const { folder, fasta, bam, vcf } = writeOwnFiles(join(home, 'data'));
    copyFileSync(join(root, 'resources/tutorial/tutorial.gff3'), join(folder, 'genes.gff3'));
    const { page, pickFiles, shoot } = await open();
    const walk = new Walk();
    const button = (name: string | RegExp) => page.getByRole('button', { name }).first();

    await walk.task('open a genome with its files', async () => {
      await walk.click(button('Open a genome'));
      await walk.count(2, pickFiles(folder, [fasta]));
      await walk.click(button(/^Add files/));
      await walk.count(5, pickFiles(folder, ['genes.gff3', bam, vcf]));
      await listed(page, bam);
    });
    await walk.task('find a gene', async () => {
      await walk.goTo(page, 'T1G008');
      await drawnSomething(page, 'genes.gff3');
    });
    await walk.task("look at a variant's reads", async () => {
      await walk.goTo(page, 'chrT1:5001:A>C');
      await drawnSomething(page, bam);
    });
    await walk.task('colour reads by strand', async () => {
      await walk.click(button(`Options of ${bam}`));
      await walk.select(page.getByRole('combobox', { name: 'Colour by' }), 'strand');
      await page.keyboard.press('Escape');
      await drawnSomething(page, bam);
    });
    await shoot('walk reads by strand');

    await chooseTutorialModel(page);
    await page.getByLabel('Region', { exact: true }).fill('chrT1:1-40,000');
    await page.getByText(/^(Memory|Already computed)/).waitFor();
    await button(/^Predict( \(already computed\))?$/).waitFor();
    await page
      .getByRole('button', { name: /^Predict( \(already computed\))?$/ })
      .last()
      .click();
    await listed(page, 'Promoter');
    await page.keyboard.press('Escape');
    await walk.goTo(page, 'chrT1:1-40,000');
    await drawn(page, 'Promoter');

    await walk.task('set a range', async () => {
      await walk.click(button('Options of Promoter'));
      const menu = page.getByRole('dialog', { name: 'Options of Promoter' });
      await walk.fill(menu.getByLabel('Upper end'), '0.5');
      await walk.click(menu.getByRole('button', { name: 'Set', exact: true }).first());
      await row(page, 'Promoter').getByLabel('Scale from 0 to 0.5').waitFor();
    });
    await page.keyboard.press('Escape');
    await walk.task('compare two tracks', async () => {
      // Both on one scale, one below the other.
      for (const name of ['Promoter', 'Active promoter']) {
        await walk.click(button(`Options of ${name}`));
        const menu = page.getByRole('dialog', { name: `Options of ${name}`, exact: true });
        await walk.select(menu.getByRole('combobox').first(), 'group');
        await page.keyboard.press('Escape');
      }
      const scale = (name: string) =>
        row(page, name)
          .getByLabel(/^Scale from/)
          .getAttribute('aria-label');
      const areAlike = async () => (await scale('Promoter')) === (await scale('Active promoter'));
      await expect.poll(areAlike, patience).toBe(true);
    });
    await walk.task('mark a region', async () => {
      await walk.click(page.getByRole('navigation').getByRole('button', { name: 'Data' }));
      await walk.click(button('Mark visible region'));
      await page.getByLabel('Marked regions').getByRole('listitem').waitFor();
    });
    await page.keyboard.press('Escape');
    await walk.task('export a figure', async () => {
      await walk.click(button('Export'));
      const dialog = page.getByRole('dialog', { name: 'Export' });
      await walk.click(dialog.getByRole('button', { name: 'Figure of the view...' }));
      const figure = page.getByRole('dialog', { name: 'Export figure' });
      const path = join(home, 'figure.svg');
      await figure.getByLabel('File').fill(path);
      await walk.click(figure.getByRole('button', { name: 'Export' }));
      await figure.getByRole('status').getByText(path).waitFor();
    });
    await page.keyboard.press('Escape');
    await walk.task('save', async () => {
      // There is nothing to do: the project keeps itself.
      await expect.poll(() => page.url()).toContain('locus=');
    });
    await walk.task('reopen', async () => {
      await walk.click(button('Megabase'));
      // The view is left once it is saved, and its rows bear the name, too.
      const recent = page.getByRole('region', { name: 'Recent projects' });
      await walk.click(recent.getByRole('button', { name: /patient/ }));
      await drawn(page, 'Promoter');
    });
    await row(page, 'Promoter').waitFor();
    await shoot('walk reopened');

    mkdirSync(join(root, 'e2e-output'), { recursive: true });
    writeFileSync(join(root, 'e2e-output', 'walk.txt'), walk.table());
    for (const { name, clicks } of walk.done) {
      expect(clicks, `clicks to ${name}`).toBeLessThanOrEqual(most[name] ?? 0);
    }
    expect(walk.done).toHaveLength(10);
  });
});

async function drawnSomething(page: Page, name: string): Promise<void> {
  await expect.poll(() => colorsOf(page, name), patience).toBeGreaterThan(1);
}

/** Tasks as they are done: how many clicks and entries each takes, and how long. */
class Walk {
  readonly done: { readonly name: string; readonly clicks: number; readonly seconds: number }[] =
    [];
  #clicks = 0;

  async task(name: string, work: () => Promise<void>): Promise<void> {
    this.#clicks = 0;
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1000;
    this.done.push({ name, clicks: this.#clicks, seconds });
  }

  async click(target: Locator): Promise<void> {
    await this.count(1, target.click());
  }

  async fill(target: Locator, text: string): Promise<void> {
    await this.count(1, target.fill(text));
  }

  async select(target: Locator, value: string): Promise<unknown> {
    return this.count(1, target.selectOption(value));
  }

  /** By the box above the genome: one entry. */
  async goTo(page: Page, text: string): Promise<void> {
    const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await this.count(1, box.fill(text));
    await box.press('Enter');
    await expect.poll(() => box.inputValue(), patience).toMatch(/^chrT1:[\d,]+-[\d,]+$/);
  }

  async count<T>(clicks: number, work: Promise<T>): Promise<T> {
    this.#clicks += clicks;
    return work;
  }

  table(): string {
    const lines = this.done.map(({ name, clicks, seconds }) => [
      ...[name, String(clicks), seconds.toFixed(1)],
    ]);
    return `${formatTable([['task', 'clicks and entries', 's'], ...lines]).join('\n')}\n`;
  }
}
