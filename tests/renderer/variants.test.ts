import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import { chromiumPath, openTutorial, openWindow, seriousFaults } from './window-page.ts';

const table = (page: Page) => page.getByRole('grid');
const locusOf = (page: Page) =>
  page.getByRole('combobox', { name: 'Gene, region or variant' }).inputValue();

/** From the largest effect on, as it is at first, to the order of the file. */
async function byPosition(page: Page): Promise<void> {
  await page.getByRole('columnheader', { name: 'Position' }).getByRole('button').click();
}

describe.skipIf(!chromiumPath)('the table of variants', () => {
  const browser = useChromium();

  it('scores what was chosen and lists it', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('v');
    await page.getByText('Small model gives no likelihood, only changes of its tracks.').waitFor();
    await page.getByLabel('Region', { exact: true }).fill('chrT1 1001 2000');
    await page.getByRole('button', { name: 'Score variants' }).click();
    await page.getByText('12 variants').waitFor();
    expect(small.requests('scoreVariants')).toEqual([
      {
        ...{ project: 'project', source: 'sample.vcf.gz', region: 'chrT1:1001-2000' },
        ...{ model: 'small', targets: 'tutorial.gff3', provider: 'auto' },
        ...{ masked: false, haplotypes: false },
      },
    ]);
    const distal = page.getByRole('columnheader', { name: 'Distal effect' });
    expect(await distal.getAttribute('aria-sort')).toBe('descending');
    await byPosition(page);
    const first = table(page).getByRole('row').nth(1);
    await soon(() => first.textContent()).toContain('chrT1:1,001');
    expect(await first.textContent()).toContain('ref-mismatch');
    const second = table(page).getByRole('row').nth(2).getByRole('gridcell');
    // Nothing has no bar, be it the largest nothing of its column.
    expect(await second.nth(3).locator('.bar').count()).toBe(0);
    expect(await second.nth(5).locator('.bar').count()).toBe(1);
    expect((await second.allTextContents()).map((text) => text.trim()).slice(1, 8)).toEqual([
      ...['A>C', '0/1', '≈ 0', '+0.001Promoter', '−0.600', 'Gene 1', '1,064 bp'],
    ]);
    // Columns with words share what a wide window has beside them.
    await page.setViewportSize({ width: 1920, height: 900 });
    const spare = () =>
      first.evaluate(
        (row) =>
          row.getBoundingClientRect().right - row.lastElementChild!.getBoundingClientRect().right,
      );
    await soon(spare).toBeLessThan(1);
    expect(window.thrown).toEqual([]);
  });

  it('asks what becomes of genotypes without phase where haplotypes are scored', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('v');
    const choice = page.getByLabel('Genotypes without phase');
    await page.getByLabel('Score the variants of a haplotype together').waitFor();
    expect(await choice.count()).toBe(0);
    await page.getByLabel('Score the variants of a haplotype together').check();
    await choice.selectOption('alternative');
    await page.getByRole('button', { name: 'Score variants' }).click();
    await soon(() => small.requests('scoreVariants')[0]).toMatchObject({
      ...{ haplotypes: true, unphased: 'alternative' },
    });
    expect(window.thrown).toEqual([]);
  });

  it('asks for windows of a model with likelihoods, and shows no effects where only they are read', async () => {
    const window = await openWindow(browser(), { likelihood: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('v');
    await page.getByText('More options').click();
    const length = page.getByLabel('Likelihood in a window of');
    const only = page.getByLabel('Read only these windows: faster, but no effects');
    await length.waitFor();
    expect(await only.isEnabled()).toBe(false);
    await length.fill('511');
    await page.getByText('Enter an even number of bases, such as 512.').waitFor();
    const score = page.getByRole('button', { name: 'Score variants' });
    expect(await score.isEnabled()).toBe(false);
    await length.fill('512');
    await page.getByLabel('Aggregates').fill('L2_DIFF');
    await only.check();
    for (const label of ['Targets', 'Readout track', 'Aggregates']) {
      expect(await page.getByLabel(label, { exact: true }).count()).toBe(0);
    }
    expect(await seriousFaults(page)).toEqual([]);
    await score.click();
    await page.getByText('12 variants').waitFor();
    const plain = { project: 'project', source: 'sample.vcf.gz', model: 'small', masked: false };
    expect(small.requests('scoreVariants')).toEqual([
      { ...plain, haplotypes: false, provider: 'auto', window: 512, windowOnly: true },
    ]);
    const headers = () => page.getByRole('columnheader').allTextContents();
    await soon(async () => (await headers()).map((text) => text.trim())).toEqual([
      ...['Position', 'Change', 'Genotype', 'LLR (ln)', 'Skip reason'],
    ]);
    // Without the length there is no window, and all else is asked for again.
    await length.fill('');
    await score.click();
    await soon(() => small.requests('scoreVariants')[1]).toEqual({
      ...{ ...plain, haplotypes: false, provider: 'auto' },
      ...{ targets: 'tutorial.gff3', aggregate: 'L2_DIFF' },
    });
    expect(window.thrown).toEqual([]);
  });

  it('keeps common variants as a background, and shows ranks among them', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('v');
    await page.getByLabel('Score the variants of a haplotype together').check();
    await page.getByLabel('Keep as background').check();
    await page.getByText('It makes no table').waitFor();
    await page.getByRole('button', { name: 'Score and keep as background' }).click();
    await page.getByText('12 kept, 0 skipped.').waitFor();
    expect(small.requests('keepBackground')).toMatchObject([{ haplotypes: false, model: 'small' }]);
    expect(small.requests('scoreVariants')).toEqual([]);

    await page.getByLabel('Keep as background').uncheck();
    await page.getByLabel('Score the variants of a haplotype together').uncheck();
    await page.getByRole('button', { name: 'Score variants' }).click();
    await page.getByText('12 variants').waitFor();
    await page.getByText('ranked among common.vcf').waitFor();
    const header = page.getByRole('columnheader', { name: 'Rank' });
    await header.getByRole('button').click();
    await soon(() => small.requests('variantRows').at(-1)).toMatchObject({ sort: 'rank' });
    const cells = table(page).getByRole('row').nth(2).getByRole('gridcell');
    await soon(async () => (await cells.allTextContents())[4]?.trim()).toBe('+0.900');
    await table(page).getByRole('row').nth(2).click();
    await page.getByText('at the variant +0.001 (rank −0.500)').waitFor();
    expect(window.thrown).toEqual([]);
  });

  it('scrolls and sorts 100,000 rows with some tens of them in the page', async () => {
    const window = await openWindow(browser(), { variants: 100_000 });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByText('100,000 variants').waitFor();
    await byPosition(page);
    const rows = () => table(page).getByRole('row').count();
    await soon(() => table(page).getByText('Gene 3', { exact: true }).count()).toBe(1);
    expect(await table(page).getAttribute('aria-rowcount')).toBe('100001');
    expect(await rows()).toBeLessThan(60);
    await page.evaluate(`(() => {
      const grid = document.querySelector('[role=grid]');
      grid.scrollTop = grid.scrollHeight / 2;
    })()`);
    await table(page).getByText('Gene 50001', { exact: true }).waitFor();
    expect(await rows()).toBeLessThan(60);

    await page.getByRole('columnheader', { name: 'Distal effect' }).getByRole('button').click();
    await soon(() => small.requests('variantRows').at(-1)).toMatchObject({
      ...{ sort: 'distal', descending: true, count: 100 },
    });
    const header = page.getByRole('columnheader', { name: 'Distal effect' });
    await soon(() => header.getAttribute('aria-sort')).toBe('descending');
    await page.getByLabel('Filter by gene').fill(':800001:');
    await page.getByText('1 of 100,000').waitFor();
    await page.getByLabel('Filter by gene').fill('nowhere');
    await page.getByText('No variants match the filter.').waitFor();
    expect(window.thrown).toEqual([]);
  });

  it('moves the genome along with the keys, and lays both alleles over it', async () => {
    const window = await openWindow(browser(), { variants: 500 });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByText('500 variants').waitFor();
    await byPosition(page);
    await soon(() => table(page).getByText('Gene 3', { exact: true }).count()).toBe(1);
    await table(page).focus();
    await page.keyboard.press('ArrowDown');
    await soon(() => locusOf(page)).toBe('chrT1:1-2,001');
    await page.keyboard.press('ArrowDown');
    await soon(() => locusOf(page)).toBe('chrT1:9-3,136');
    expect(small.requests('variantView')).toEqual([]);

    await page.keyboard.press('Enter');
    const alleleRow = (variant: string) =>
      page.getByRole('group', { name: `Promoter: ${variant}`, exact: true });
    await alleleRow('chrT1:1,009 A>C').waitFor();
    await soon(() => small.requests('variantView').length).toBeGreaterThan(1);
    const alleles = () =>
      small.requests('variantView').map((request) => (request as { allele: string }).allele);
    expect(new Set(alleles())).toEqual(new Set(['reference', 'alternative']));
    expect(small.requests('variantView')[0]).toMatchObject({
      ...{ project: 'project', set: 'set', row: 1, track: 'promoter' },
    });
    // Filled bars of one value, a line of another: more colours than an empty track has.
    const drawn = () =>
      page.evaluate<number>(`(() => {
        const all = [...document.querySelectorAll('#genome-browser *')];
        const tree = all.map((one) => one.shadowRoot).find(Boolean);
        const viewports = [...(tree?.querySelectorAll('.igv-viewport') ?? [])];
        const own = viewports.find((one) => one.ariaLabel?.startsWith('Promoter: chrT1:'));
        const canvas = own?.querySelector('canvas');
        if (!canvas || canvas.width === 0) return 0;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      })()`);
    await soon(drawn).toBeGreaterThan(3);

    await page.keyboard.press('ArrowDown');
    await alleleRow('chrT1:1,017 A>C').waitFor();
    expect(await page.getByRole('row', { selected: true }).textContent()).toContain('Gene 2');
    // The last row has to be fetched first.
    await page.keyboard.press('End');
    await alleleRow('chrT1:4,993 A>C').waitFor();
    await page.keyboard.press('Escape');
    await alleleRow('chrT1:4,993 A>C').waitFor({ state: 'detached' });
    expect(await table(page).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await table(page).waitFor({ state: 'detached' });
    expect(small.requests('showVariantSet')).toEqual([{ project: 'project' }]);
    expect(window.thrown).toEqual([]);
  });

  it('keeps a variant opened while others are listed, and goes back when the table is closed', async () => {
    const window = await openWindow(browser(), { variants: 500 });
    const { page } = window;
    await openTutorial(window);
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await soon(() => locus.inputValue()).toMatch(/^chrT1:/);
    const before = await locus.inputValue();
    await byPosition(page);
    await table(page).getByText('Gene 2', { exact: true }).click();
    const opened = page.getByRole('group', { name: 'Opened variant' });
    await opened.waitFor();
    await soon(() => locus.inputValue()).not.toBe(before);
    const line = page.locator('#genome-browser .opened-place').first();
    await line.waitFor();
    const name = await opened.locator('strong').textContent();
    const filter = page.getByLabel('Filter by gene or variant');
    await filter.fill('chrT1:10');
    await page.getByText(/^\s*\d+ of 500\s*$/).waitFor();
    expect(await opened.locator('strong').textContent()).toBe(name);
    await soon(() => page.getByRole('row', { selected: true }).count()).toBe(1);
    await filter.fill('none such');
    await page.getByText('No variants match the filter.').waitFor();
    expect(await opened.locator('strong').textContent()).toBe(name);
    await page.getByRole('button', { name: 'Close the table' }).click();
    await table(page).waitFor({ state: 'detached' });
    await line.waitFor({ state: 'detached' });
    await soon(() => locus.inputValue()).toBe(before);
    expect(window.thrown).toEqual([]);
  });

  it.each([{ dark: false }, { dark: true }])(
    'has no serious fault for axe-core (dark: $dark)',
    async ({ dark }) => {
      const window = await openWindow(browser(), { variants: 500, dark });
      const { page } = window;
      await openTutorial(window);
      await page.keyboard.press('v');
      await page.getByRole('button', { name: 'Score variants' }).waitFor();
      await byPosition(page);
      await table(page).getByText('Gene 2', { exact: true }).click();
      await page.getByRole('group', { name: 'Opened variant' }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Export...', exact: true }).click();
      await page.getByRole('dialog', { name: 'Export scored variants' }).waitFor();
      expect(await seriousFaults(page), 'export').toEqual([]);
    },
  );

  it('writes a report on a set as a job, and takes no wrong number of rows', async () => {
    const window = await openWindow(browser(), { variants: 12 });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('button', { name: 'Report...', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Write a report' });
    await dialog.getByText('the scored variants of sample.vcf.gz').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const rows = dialog.getByLabel('Rows of the table');
    await rows.fill('0.5');
    await dialog.getByLabel('File').fill('/data/sample_report.html');
    await expect.poll(() => dialog.getByRole('button', { name: 'Export' }).isDisabled()).toBe(true);
    await rows.fill('7');
    await dialog.getByRole('button', { name: 'Export' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(small.requests('writeReport')).toEqual([
      {
        ...{ project: 'project', subject: { kind: 'variants', set: 'set' }, maxRows: 7 },
        ...{ path: '/data/sample_report.html', replace: [], provider: 'auto' },
      },
    ]);
  });

  it('exports a set, and deletes it after it was asked', async () => {
    const window = await openWindow(browser(), { variants: 12 });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('button', { name: 'Export...', exact: true }).click();
    await page.getByLabel('Format').selectOption('tsv');
    await page.getByRole('button', { name: 'Choose...' }).click();
    await page.getByRole('button', { name: 'Save here' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    await page.getByText('12 records').waitFor();
    expect(small.requests('exportVariants')).toEqual([
      {
        project: 'project',
        set: 'set',
        format: 'tsv',
        path: '/data/sample_scored.tsv',
        replace: [],
      },
    ]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('v');
    await page.getByRole('button', { name: 'Delete sample.vcf.gz, the whole file' }).click();
    await page.getByRole('button', { name: 'Delete scores' }).click();
    await table(page).waitFor({ state: 'detached' });
    expect(small.requests('deleteVariantSet')).toEqual([{ project: 'project', set: 'set' }]);
  });
});
