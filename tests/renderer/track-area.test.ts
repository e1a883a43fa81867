import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { TrackLayout } from '../../src-main/contract/index.ts';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  type WindowPage,
} from './window-page.ts';

const rowNamed = (page: Page, name: string) => page.getByRole('group', { name, exact: true });

/** What the window had the project remember last. */
function lastLayout({ small }: WindowPage): TrackLayout | undefined {
  const asked = small.requests('updateProject') as { layout?: TrackLayout }[];
  return asked.findLast(({ layout }) => layout)?.layout;
}

/** Names beside the data, from top to bottom. */
function names(page: Page): Promise<string[]> {
  return page.locator('#genome-browser .column .name').allTextContents();
}

describe.skipIf(!chromiumPath)('the track area', () => {
  const browser = useChromium();

  async function open(): Promise<WindowPage> {
    const window = await openWindow(browser(), { withRun: true });
    await openTutorial(window);
    // Rows come as igv has their tracks, and those that are there make room for the others.
    for (const name of ['tutorial.gff3', 'Promoter', 'sample.vcf.gz', 'sample.bam']) {
      await rowNamed(window.page, name).waitFor();
    }
    return window;
  }

  it('has a row for each track, named beside the data, and keeps what is set on it', async () => {
    const window = await open();
    const { page } = window;
    const usual = ['tutorial.gff3', 'Small model 1.0.0', 'Promoter'];
    await soon(() => names(page)).toEqual([
      ...[...usual, 'Reads, variants, signals', 'sample.vcf.gz', 'sample.bam'],
    ]);
    const promoter = rowNamed(page, 'Promoter');
    await promoter.getByLabel('Scale from 0 to 1').waitFor();
    await page.getByRole('button', { name: 'Options of Promoter' }).click();
    const menu = page.getByRole('dialog', { name: 'Options of Promoter' });
    expect(await seriousFaults(page)).toEqual([]);

    await menu.getByLabel('Upper end').fill('0.1');
    // As a person types: the genome's keys are the field's.
    await menu.getByLabel('Lower end').fill('');
    await menu.getByLabel('Lower end').pressSequentially('-1');
    expect(await menu.getByLabel('Lower end').inputValue()).toBe('-1');
    await menu.getByLabel('Lower end').fill('0.5');
    await menu.getByRole('button', { name: 'Set' }).first().click();
    await menu.getByText('The lower end must be less than the upper.').waitFor();
    await menu.getByLabel('Upper end').fill('2.5');
    await menu.getByRole('button', { name: 'Set' }).first().click();
    await promoter.getByLabel('Scale from 0.5 to 2.5').waitFor();
    // Of a bin of 128 bp no letter can stand for all.
    const kinds = await menu.getByLabel('Drawn as').locator('option').allTextContents();
    expect(kinds).toEqual(['bars', 'line', 'points', 'heat map']);
    await menu.getByLabel('Drawn as').selectOption('line');
    await menu.getByLabel('Height in px').fill('120');
    await menu.getByLabel('Height in px').press('Enter');
    const height = () => promoter.evaluate((row: { clientHeight: number }) => row.clientHeight);
    await soon(height).toBe(120);
    expect(lastLayout(window)?.rows['model:small:promoter']).toEqual({
      scale: { kind: 'fixed', min: 0.5, max: 2.5 },
      graph: 'line',
      height: 120,
    });

    // Every step is taken back, and made again.
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    const focused = () => page.evaluate<string>('document.activeElement.ariaLabel');
    expect(await focused()).toBe('Options of Promoter');
    await page.keyboard.press('Control+z');
    await soon(height).toBeLessThan(100);
    for (let step = 0; step < 2; step++) await page.keyboard.press('Control+z');
    await promoter.getByLabel('Scale from 0 to 1').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await promoter.getByLabel('Scale from 0.5 to 2.5').waitFor();
    expect(window.thrown).toEqual([]);
  });

  it('is arranged by keys and by drag, folded, hidden and shown again', async () => {
    const window = await open();
    const { page } = window;
    const heading = page.getByRole('button', { name: 'Small model 1.0.0' });
    await page.getByRole('button', { name: 'Options of sample.bam' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await soon(async () => (await names(page)).slice(-2)).toEqual(['sample.bam', 'sample.vcf.gz']);
    await rowNamed(page, 'sample.vcf.gz').dragTo(rowNamed(page, 'sample.bam'));
    await soon(async () => (await names(page)).slice(-2)).toEqual(['sample.vcf.gz', 'sample.bam']);
    await heading.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await soon(async () => (await names(page)).slice(-2)).toEqual([
      'Small model 1.0.0',
      'Promoter',
    ]);
    // igv has its tracks in the same order.
    const drawn = () =>
      page.evaluate<string[]>(`(() => {
        const all = [...document.querySelectorAll('#genome-browser *')];
        const tree = all.map((one) => one.shadowRoot).find(Boolean);
        const tracks = [...tree.querySelectorAll('.igv-column > .igv-viewport')];
        return tracks.map((one) => one.ariaLabel).slice(2);
      })()`);
    await soon(drawn).toEqual(await names(page));

    await heading.click();
    await rowNamed(page, 'Promoter').waitFor({ state: 'detached' });
    await page.getByText('1 row folded').waitFor();
    await heading.click();
    await page.getByRole('button', { name: 'Options of Promoter' }).click();
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await rowNamed(page, 'Promoter').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '3 of 4 rows: choose which are shown' }).click();
    await page.getByRole('searchbox', { name: 'Search rows' }).fill('prom');
    expect(
      await page.getByRole('group', { name: 'Rows that are shown' }).getByRole('checkbox').count(),
    ).toBe(1);
    await page.getByRole('checkbox', { name: 'Promoter' }).check();
    await rowNamed(page, 'Promoter').waitFor();
    expect(window.thrown).toEqual([]);
  });

  it('keeps ruler and genes in sight while the rest scrolls, beside their names', async () => {
    const { page } = await open();
    await page.setViewportSize({ width: 1280, height: 320 });
    const top = async (name: string) => (await rowNamed(page, name).boundingBox())!.y;
    const before = [await top('tutorial.gff3'), await top('sample.bam')] as const;
    await page.locator('#genome-browser').evaluate((area: { scrollTop: number }) => {
      area.scrollTop = 120;
    });
    await soon(() => top('sample.bam')).toBeLessThan(before[1] - 50);
    expect(await top('tutorial.gff3')).toBeCloseTo(before[0], 0);
    const drawing = page.locator('.igv-viewport[aria-label="tutorial.gff3"]');
    expect((await drawing.boundingBox())!.y).toBeCloseTo(before[0], 0);
  });

  it('zooms at the pointer and into a selection, and walks back through the views', async () => {
    const { page, thrown } = await open();
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    const seen = async () => {
      const [, start, end] = /:([\d,]+)-([\d,]+)$/.exec(await locus.inputValue())!;
      return [start, end].map((text) => Number(text!.replaceAll(',', ''))) as [number, number];
    };
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:400k-500k');
    await page.keyboard.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:400,000-500,000');
    const box = (await page.locator('.igv-viewport[aria-label="Promoter"]').boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 4, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    // Half as much, with base 425,000 where it was.
    await soon(async () => (await seen())[1] - (await seen())[0]).toBeLessThan(60_000);
    const [start, end] = await seen();
    expect(start + (end - start) / 4).toBeGreaterThan(424_500);
    expect(start + (end - start) / 4).toBeLessThan(425_500);

    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 0.5 * box.width, y);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.7 * box.width, y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await soon(async () => (await seen())[1] - (await seen())[0]).toBeLessThan(12_000);
    const [from] = await seen();
    expect(Math.abs(from - (start + (end - start) / 2))).toBeLessThan(300);

    await page.keyboard.press('Alt+ArrowLeft');
    await soon(seen).not.toEqual([from, expect.anything()]);
    await soon(async () => (await seen())[1] - (await seen())[0]).toBeGreaterThan(40_000);
    await page.keyboard.press('Alt+ArrowRight');
    await soon(async () => (await seen())[0]).toBe(from);
    expect(thrown).toEqual([]);
  });

  it('shows two loci side by side, moves them together where they are linked, and keeps them', async () => {
    const { page, thrown } = await open();
    const bar = page.getByRole('group', { name: 'Loci side by side' });
    const loci = () => bar.getByRole('button', { name: /^chrT/ }).allTextContents();
    const starts = async () =>
      (await loci()).map((text) => Number(/:([\d,]+)-/.exec(text)![1]!.replaceAll(',', '')));
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:400k-450k chrT1:600,001-620,000');
    await page.keyboard.press('Enter');
    await soon(starts).toEqual([400_000, 600_001]);
    const kept = () => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('locus');
    await soon(kept).toBe('chrT1:400,000-450,000 | chrT1:600,001-620,000');

    // Keys move the one that is active alone, until both are linked.
    await page.keyboard.press('ArrowRight');
    await soon(starts).toEqual([expect.closeTo(412_500, -2), 600_001]);
    await bar.getByRole('checkbox', { name: 'Linked' }).check();
    await page.locator('#genome-browser').focus();
    await page.keyboard.press('ArrowRight');
    await soon(starts).toEqual([expect.closeTo(425_000, -2), expect.closeTo(605_000, -2)]);
    await page.keyboard.press('-');
    await soon(async () => (await starts())[1]! < 600_000).toBe(true);

    // A place goes where the active one was; a view back has both again.
    await bar
      .getByRole('button', { name: /^chrT1:/ })
      .nth(1)
      .click();
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:100,001-110,000');
    await page.keyboard.press('Enter');
    await soon(async () => (await starts())[1]).toBe(100_001);
    await bar
      .getByRole('button', { name: /^Close chrT1/ })
      .nth(0)
      .click();
    await bar.waitFor({ state: 'detached' });
    await page.keyboard.press('Alt+ArrowLeft');
    await bar.waitFor();
    expect(thrown).toEqual([]);
  });

  it('has no scale beside reads while too much is in view for them', async () => {
    const { page, thrown } = await open();
    const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
    const scale = rowNamed(page, 'sample.bam').getByLabel(/^Scale from/);
    const go = async (place: string) => {
      await box.fill(place);
      await box.press('Enter');
      await soon(() => box.inputValue()).toBe(place);
    };
    await go('chrT1:305,001-315,000');
    await scale.waitFor();
    await go('chrT1:1-500,000');
    await scale.waitFor({ state: 'detached' });
    await go('chrT1:305,001-315,000');
    await scale.waitFor();
    expect(thrown).toEqual([]);
  });

  it('takes back hidden rows, marks and runs out of view, in order, and does them again', async () => {
    const { page, thrown } = await open();
    const hidden = rowNamed(page, 'sample.bam');
    await page.getByRole('button', { name: 'Options of sample.bam' }).click();
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await hidden.waitFor({ state: 'detached' });
    await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
    const marks = page.getByLabel('Marked regions').getByRole('listitem');
    await page.getByRole('button', { name: 'Mark visible region' }).click();
    await soon(() => marks.count()).toBe(1);
    await page.getByRole('navigation').getByRole('button', { name: 'Runs' }).click();
    await page.getByRole('checkbox', { name: /show/i }).first().uncheck();
    await rowNamed(page, 'Promoter').waitFor({ state: 'detached' });
    await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
    await page.locator('#genome-browser').focus();

    await page.keyboard.press('Control+z');
    await rowNamed(page, 'Promoter').waitFor();
    expect(await marks.count()).toBe(1);
    await page.keyboard.press('Control+z');
    await soon(() => marks.count()).toBe(0);
    await page.keyboard.press('Control+z');
    await hidden.waitFor();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Shift+z');
    await rowNamed(page, 'Promoter').waitFor({ state: 'detached' });
    await soon(() => marks.count()).toBe(1);
    await hidden.waitFor({ state: 'detached' });
    expect(thrown).toEqual([]);
  });

  it('keeps how reads and sequence were chosen to be drawn', async () => {
    const window = await open();
    const { page, thrown } = window;
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:314,001-315,000');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Options of sample.bam' }).click();
    const menu = page.getByRole('dialog', { name: 'Options of sample.bam' });
    await menu.getByRole('combobox', { name: 'Reads' }).selectOption('SQUISHED');
    await page.keyboard.press('Escape');
    const options = () => lastLayout(window)?.rows['file:sample.bam']?.options;
    await soon(options).toEqual({ displayMode: 'SQUISHED' });
    await page.keyboard.press('Control+z');
    await soon(options).toBeUndefined();
    await page.keyboard.press('Control+Shift+z');
    await soon(options).toEqual({ displayMode: 'SQUISHED' });
    await page.reload();
    await rowNamed(page, 'sample.bam').waitFor();
    await page.getByRole('button', { name: 'Options of sample.bam' }).click();
    await menu.getByRole('combobox', { name: 'Reads' }).selectOption('EXPANDED');
    await soon(options).toEqual({ displayMode: 'EXPANDED' });
    await menu.getByRole('combobox', { name: 'Colour by' }).selectOption('strand');
    await soon(options).toEqual({ displayMode: 'EXPANDED', colorBy: 'strand' });
    await menu.getByRole('combobox', { name: 'Group by' }).selectOption('tag');
    await menu.getByRole('textbox', { name: 'Tag of group by' }).fill('HP');
    await page.keyboard.press('Enter');
    await soon(options).toMatchObject({ colorBy: 'strand', groupBy: 'tag:HP' });
    expect(await menu.getByRole('checkbox', { name: 'As pairs' }).isDisabled()).toBe(true);
    await menu.getByRole('checkbox', { name: 'Mismatches' }).uncheck();
    await soon(options).toMatchObject({ showMismatches: false });
    await menu.getByRole('checkbox', { name: 'Mismatches' }).check();
    await soon(options).toMatchObject({ showMismatches: true });
    await menu.getByRole('button', { name: 'Sort', exact: true }).click();
    const sort = () => options()?.sort;
    await soon(sort).toMatch(/^BASE chrT1:\d+ ASC$/);
    const [, place] = /^BASE (.*) ASC$/.exec(String(sort()))!;
    await page.reload();
    await page.getByRole('button', { name: 'Options of sample.bam' }).click();
    await menu.getByRole('combobox', { name: 'Colour by' }).waitFor();
    const chosen = (name: string) => menu.getByRole('combobox', { name }).inputValue();
    expect(await chosen('Colour by')).toBe('strand');
    expect(await chosen('Group by')).toBe('tag');
    await menu.getByRole('button', { name: 'Sort', exact: true }).click();
    await soon(sort).toBe(`BASE ${place} DESC`);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Sequence and frames' }).click();
    await page.getByRole('checkbox', { name: 'Three reading frames' }).check();
    await soon(() => lastLayout(window)?.rows['sequence']?.options).toEqual({
      frameTranslate: true,
    });
    const height = () => page.locator('.igv-viewport[aria-label=sequence]').boundingBox();
    await soon(async () => (await height())?.height).toBeGreaterThan(100);
    await page.keyboard.press('Control+z');
    await soon(async () => (await height())?.height).toBeLessThan(30);
    expect(thrown).toEqual([]);
  });

  it('has files of features and of variants displayed as is chosen', async () => {
    const window = await open();
    const { page, thrown } = window;
    for (const [name, kind] of [
      ['tutorial.gff3', 'SQUISHED'],
      ['sample.vcf.gz', 'COLLAPSED'],
    ] as const) {
      await page.getByRole('button', { name: `Options of ${name}` }).click();
      const menu = page.getByRole('dialog', { name: `Options of ${name}` });
      await menu.getByRole('combobox', { name: 'Display' }).selectOption(kind);
      const chosen = () => lastLayout(window)?.rows[`file:${name}`]?.options;
      await soon(chosen).toEqual({ displayMode: kind });
      await page.keyboard.press('Escape');
    }
    expect(thrown).toEqual([]);
  });

  it('is where it was after the page is loaded again, panel and step of the tutorial included', async () => {
    const { page, thrown } = await open();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('Tutorial, step 2 of 10').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:300k-310k');
    await page.keyboard.press('Enter');
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await soon(() => locus.inputValue()).toBe('chrT1:300,000-310,000');
    await page.getByRole('navigation').getByRole('button', { name: 'Runs' }).click();
    await soon(() => decodeURIComponent(new URL(page.url()).hash)).toContain('panel=runs');
    await page.reload();
    await rowNamed(page, 'Promoter').waitFor();
    await page.getByText('Tutorial, step 2 of 10').waitFor();
    await page.getByRole('heading', { name: 'Runs', level: 2 }).waitFor();
    await soon(() => locus.inputValue()).toBe('chrT1:300,000-310,000');
    await page.goBack();
    await page.getByRole('button', { name: 'Take the tutorial' }).waitFor();
    await page.goForward();
    await rowNamed(page, 'Promoter').waitFor();
    await soon(() => locus.inputValue()).toBe('chrT1:300,000-310,000');
    expect(thrown).toEqual([]);
  });
});
