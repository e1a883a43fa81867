import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../support/paths.ts';
import { runMegabase } from './serve-process.ts';
import { goTo, listed, openPanel, openTutorial, patience } from './steps.ts';
import { describeWindow } from './window.ts';

/** One enhancer with four of its promoters. */
const region = 'chrT1:120,001-136,384';

describeWindow('effects', (windowTest) => {
  windowTest('are found, cancelled, drawn, exported and kept', async ({ home, open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    const fill = async (where: string) => {
      await page.getByLabel('Region', { exact: true }).fill(where);
      await page.getByLabel('Flank on each side').fill('0');
    };
    const button = page.getByRole('button', { name: /^Knock out( \(already computed\))?$/ });

    await openPanel(page, 'Effects');
    await fill('chrT1');
    await page.getByText(/^Memory/).waitFor();
    await page
      .getByText('The number of elements is known once the track has been predicted.')
      .waitFor();
    await button.click();
    await page.getByText(/layer \d of 4/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Cancel Effects in chrT1:1-1,000,000/ }).click();
    await page.getByText('cancelled; computed parts are kept').waitFor();

    await fill(region);
    await page.getByText(/^Memory/).waitFor();
    await button.click();
    const map = page.getByRole('group', { name: 'Effects on Active promoter' });
    await map.getByText(/^\d+ links ≥ 0.1$/).waitFor({ timeout: 90_000 });
    await goTo(page, region);
    await shoot('distal map');
    await page.getByText('1 element, 1 perturbed sequence').waitFor();
    await page.getByText('Already computed. It will be shown immediately.').waitFor();

    const written = join(home, 'window.bedpe');
    await page.getByRole('button', { name: /^Export the map of/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Export a distal map' });
    await dialog.getByLabel('File', { exact: true }).fill(written);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText(written).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    // The same, computed by the command line alone.
    const printed = join(home, 'command-line.bedpe');
    const genome = (name: string) => join(root, 'resources/tutorial', name);
    const what = ['--region', region, '--flank', '0', '--model', 'hawk-tutorial', '--no-cache'];
    const files = ['--fasta', genome('tutorial.fa.gz'), '--targets', genome('tutorial.gff3')];
    await runMegabase(home, ['effects', ...files, ...what, '--out', printed]);
    const lines = readFileSync(printed, 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('chrT1\t')).length).toBeGreaterThan(3);
    expect(readFileSync(written, 'utf8')).toBe(lines.join('\n'));

    await page.reload();
    await listed(page, 'sample.bam');
    await map.waitFor();
    await openPanel(page, 'Effects');
    const links = page.getByRole('list', { name: 'Links, largest first' });
    await expect.poll(() => links.getByRole('button').count(), patience).toBeGreaterThan(3);
    await links.getByRole('button').first().press('Enter');
    const card = page.getByRole('region', { name: 'Selected effect' });
    await card.getByText(/loses 0\.9/).waitFor();
    await shoot('pinned link');

    // How much must be read for its gene: the training context, and then all that the map has read.
    await card.getByRole('button', { name: /^Elements acting on/ }).click();
    await card.getByRole('button', { name: 'How far must be read for it?' }).click();
    const curve = card.getByRole('img', { name: /^Active promoter of T1G\d+ against the length/ });
    await curve.waitFor({ timeout: 60_000 });
    await expect.poll(() => curve.locator('circle').count(), patience).toBe(2);
    await shoot('context curve');
    expect(await page.getByRole('article').filter({ hasText: 'perturbed sequence' }).count()).toBe(
      0,
    );
  });
});
