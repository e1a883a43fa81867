import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { drawn, goTo, listed, openPanel } from './steps.ts';
import { describeWindow } from './window.ts';

const finished = 'chrXI_416001_476000';

describeWindow('a real genome', (windowTest) => {
  windowTest('is read, as a draft too, and its genes are exported', async ({ home, open }) => {
    const window = await open();
    const { page, shoot } = window;
    await shoot('yeast start page');
    await page.getByRole('button', { name: 'A real genome: 60 kbp of yeast' }).click();
    await listed(page, 'gene-starts.bed');
    await page.getByText('A real genome, step 1 of 5').waitFor();
    await page
      .getByText(/Saccharomyces Genome Database, www\.yeastgenome\.org, CC BY 4\.0/)
      .waitFor();
    await page.getByRole('button', { name: 'Show all 60,000 bp' }).click();
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await expect.poll(() => locus.inputValue()).toBe(`${finished}:1-60,000`);
    await shoot('yeast step 1');

    const next = page.getByRole('button', { name: 'Next' });
    await next.click();
    await page.getByRole('button', { name: 'Predict the region' }).click();
    await drawn(page, 'Coding sequence, + strand');
    await drawn(page, 'Promoter, − strand');
    await page.getByText(/^3[0-2] of 32 genes are found/).waitFor();
    await shoot('yeast step 2');
    await goTo(page, `${finished}:20,001-34,000`);
    await drawn(page, 'Coding sequence, + strand');
    await shoot('yeast genes');

    await next.click();
    await page.getByRole('button', { name: 'Predict the draft' }).click();
    await page.getByText(/^(29|3[0-2]) of 32 genes are found/).waitFor();
    await expect.poll(() => locus.inputValue()).toMatch(/^draft:/);
    await drawn(page, 'Coding sequence, − strand');
    await shoot('yeast step 3');

    await next.click();
    await page.getByRole('button', { name: 'Fit the probe' }).click();
    await page.getByText(/Hawk yeast \+ Gene start\. AUROC 0\.[89]/).waitFor();
    await shoot('yeast step 4');

    await next.click();
    await shoot('yeast step 5');
    await page.getByRole('button', { name: 'Export the genes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog
      .getByLabel('Run', { exact: true })
      .selectOption({ label: `${finished}:1-60,000 · Hawk yeast` });
    await dialog.getByLabel('Format').selectOption({ label: 'Genes, GFF3' });
    const folder = join(home, 'window');
    mkdirSync(folder);
    const path = join(folder, 'genes.gff3');
    await dialog.getByLabel('File', { exact: true }).fill(path);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText(/gff3, 32 records/).waitFor();
    await shoot('yeast export');
    expect(readFileSync(path, 'utf8').match(/\tgene\t/g)).toHaveLength(32);
    await page.keyboard.press('Escape');

    // The plain facts of the model, and no scores of variants without their limits.
    await openPanel(page, 'Predict');
    await page
      .getByText("13 chromosomes of baker's yeast, Saccharomyces cerevisiae S288C", { exact: true })
      .waitFor();
    await shoot('yeast predict panel');
  });
});
