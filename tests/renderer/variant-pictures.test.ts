import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import type { ExportVariantFigureRequest, TrackLayout } from '../../src-main/contract/index.ts';
import { chromiumPath, openTutorial, openWindow, seriousFaults } from './window-page.ts';

const picture = (page: Page) => page.getByRole('application', { name: /^Picture of the variants/ });
const grid = (page: Page) => page.getByRole('grid');
const count = (page: Page) =>
  page.getByRole('region', { name: 'sample.vcf.gz' }).getByRole('status').first();

async function showPicture(page: Page, kind?: string): Promise<void> {
  await page.getByRole('button', { name: 'Picture', exact: true }).click();
  await picture(page).waitFor();
  if (kind !== undefined) await page.getByLabel('Kind of picture').selectOption(kind);
}

/** px of the page at a share of the picture. */
async function at(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = (await picture(page).boundingBox())!;
  return { x: box.x + x * box.width, y: box.y + y * box.height };
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const [a, b] = [await at(page, ...from), await at(page, ...to)];
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 3 });
  await page.mouse.up();
}

/** Counts what the picture's canvases draw from now on: of the variants, and of what lies over them. */
async function watchDrawing(page: Page): Promise<() => Promise<{ below: number; above: number }>> {
  await page.evaluate(`(() => {
    const canvases = [...document.querySelectorAll('.picture canvas')];
    window.drawn = [0, 0];
    const fillRect = CanvasRenderingContext2D.prototype.fillRect;
    const fill = CanvasRenderingContext2D.prototype.fill;
    const stroke = CanvasRenderingContext2D.prototype.stroke;
    const note = (context) => {
      const index = canvases.indexOf(context.canvas);
      if (index >= 0) window.drawn[index]++;
    };
    Object.assign(CanvasRenderingContext2D.prototype, {
      fillRect(...args) { note(this); return fillRect.apply(this, args); },
      fill(...args) { note(this); return fill.apply(this, args); },
      stroke(...args) { note(this); return stroke.apply(this, args); },
    });
  })()`);
  return async () => {
    const [below = 0, above = 0] = await page.evaluate<number[]>('window.drawn');
    return { below, above };
  };
}

describe.skipIf(!chromiumPath)('the pictures of variants', () => {
  const browser = useChromium();

  it('list what is marked with the pointer, and nothing else until it is cleared', async () => {
    const window = await openWindow(browser(), { variants: 500 });
    const { page, small } = window;
    await openTutorial(window);
    await showPicture(page);
    // Level marks take all values, from about a quarter to three quarters of the contig's part.
    await drag(page, [0.3, 0.5], [0.7, 0.505]);
    await soon(() => count(page).textContent()).toMatch(/^\s*\d+ of 500\s*$/);
    const shown = Number(/\d+/.exec((await count(page).textContent())!)![0]);
    expect(shown).toBeGreaterThan(150);
    expect(shown).toBeLessThan(350);
    const [range] = (small.requests('variantRows').at(-1) as { filter: { within: unknown[] } })
      .filter.within;
    expect(range).toMatchObject({ column: 'position', from: { contig: 'chrT1' } });
    const canvas = picture(page).locator('canvas').first();
    const marked = await canvas.screenshot();
    await page.getByRole('button', { name: 'Clear area' }).click();
    await soon(() => count(page).textContent()).toMatch(/500 variants/);
    await soon(async () => (await canvas.screenshot()).equals(marked)).toBe(false);
    expect(window.thrown).toEqual([]);
  });

  it('are marked and opened by the keys alone', async () => {
    const window = await openWindow(browser(), { variants: 500 });
    const { page, small } = window;
    await openTutorial(window);
    await showPicture(page, 'scatter');
    await page.getByRole('group', { name: 'Picture' }).getByLabel('Across').selectOption('score');
    await page.getByLabel('Kind of picture').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await soon(() => picture(page).evaluate((one) => one === document.activeElement)).toBe(true);
    for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowRight');
    await soon(() => count(page).textContent()).toMatch(/^\s*\d+ of 500\s*$/);
    const { filter } = small.requests('variantRows').at(-1) as {
      filter: { within: { column: string; min: number; max: number }[] };
    };
    // Thinner than a dot the other way, so all of the other axis.
    expect(filter.within.map(({ column }) => column)).toEqual(['score']);
    expect(filter.within[0]!.min).toBeLessThan(filter.within[0]!.max);
    await page.keyboard.press('Escape');
    await soon(() => count(page).textContent()).toMatch(/500 variants/);
    expect(await grid(page).isVisible(), 'Escape cleared the area alone').toBe(true);

    // All effects are −0.6: up from there no variant is near, down there is one.
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('Enter');
      if (await page.getByRole('group', { name: 'Opened variant' }).isVisible()) break;
      await page.keyboard.press('ArrowUp');
    }
    await page.getByRole('group', { name: 'Opened variant' }).waitFor();
    await soon(() => page.getByRole('row', { selected: true }).count()).toBe(1);
    expect(window.thrown).toEqual([]);
  });

  it('forget an area that keys marked when it is cleared, and in another picture', async () => {
    const window = await openWindow(browser(), { variants: 500 });
    const { page } = window;
    await openTutorial(window);
    await showPicture(page);
    const above = picture(page).locator('canvas').nth(1);
    /** Whether some of the picture is under an area. */
    const hasArea = () =>
      above.evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d')!;
        const { data } = context.getImageData(0, 0, width, height);
        let count = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i]! > 0 && data[i]! < 60) count++;
        return count > 100;
      });
    const markByKeys = async () => {
      await picture(page).focus();
      for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowRight');
      await soon(() => count(page).textContent()).toMatch(/^\s*\d+ of 500\s*$/);
      await soon(hasArea).toBe(true);
    };
    await soon(() => count(page).textContent()).toMatch(/500 variants/);
    await markByKeys();
    await page.getByRole('button', { name: 'Clear area' }).click();
    await soon(() => count(page).textContent()).toMatch(/500 variants/);
    await soon(hasArea).toBe(false);
    await markByKeys();
    await page.getByLabel('Kind of picture').selectOption('histogram');
    await soon(hasArea).toBe(false);
    await soon(() => count(page).textContent()).toMatch(/^\s*\d+ of 500\s*$/);
    expect(window.thrown).toEqual([]);
  });

  it('ring what is chosen in the table, and open in the table what is clicked', async () => {
    const window = await openWindow(browser(), { variants: 40 });
    const { page } = window;
    await openTutorial(window);
    await showPicture(page);
    await soon(() => count(page).textContent()).toMatch(/40 variants/);
    const above = picture(page).locator('canvas').nth(1);
    const isBlank = () =>
      above.evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d')!;
        return context.getImageData(0, 0, width, height).data.every((value) => value === 0);
      });
    await soon(isBlank).toBe(true);
    await grid(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await soon(isBlank).toBe(false);
    await page.getByLabel('Kind of picture').selectOption('histogram');
    const opened = page.getByRole('group', { name: 'Opened variant' });
    expect(await opened.count()).toBe(0);
    // A click on a bar lists its variants.
    for (const share of [0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
      const { x, y } = await at(page, share, 0.5);
      await page.mouse.click(x, y);
    }
    await soon(() => count(page).textContent()).toMatch(/of 40/);
    expect(window.thrown).toEqual([]);
  });

  it('are drawn again in its colours when the page turns dark', async () => {
    const window = await openWindow(browser(), { variants: 40 });
    const { page } = window;
    await openTutorial(window);
    await showPicture(page);
    const below = picture(page).locator('canvas').first();
    /** Mean brightness of what is drawn, 0 to 255; 0 where nothing is. */
    const brightness = () =>
      below.evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d')!;
        const { data } = context.getImageData(0, 0, width, height);
        let [sum, count] = [0, 0];
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3]! < 255) continue;
          sum += (data[i]! + data[i + 1]! + data[i + 2]!) / 3;
          count++;
        }
        return count === 0 ? 0 : sum / count;
      });
    await page.emulateMedia({ colorScheme: 'light' });
    await soon(brightness).toBeGreaterThan(0);
    const light = await brightness();
    await page.emulateMedia({ colorScheme: 'dark' });
    await soon(brightness).toBeGreaterThan(light + 20);
    await page.emulateMedia({ colorScheme: 'light' });
    await soon(brightness).toBeLessThan(light + 20);
    expect(window.thrown).toEqual([]);
  });

  it('draw 100,000 variants as cells, and not again for what moves over them', async () => {
    const window = await openWindow(browser(), { variants: 100_000 });
    const { page } = window;
    await openTutorial(window);
    await showPicture(page);
    await soon(() => picture(page).locator('canvas').count()).toBe(2);
    const drawn = await watchDrawing(page);
    await page.getByRole('group', { name: 'Picture' }).getByLabel('Up').selectOption('score');
    await soon(async () => (await drawn()).below).toBeGreaterThan(100);
    const { below } = await drawn();
    expect(below).toBeLessThan(10_000);
    // The project is another with the axis that is kept in it, and with a mark.
    await picture(page).focus();
    await page.keyboard.press('m');
    await soon(() => window.small.requests('updateProject').length).toBeGreaterThan(2);
    await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
    await page.getByRole('button', { name: /^Remove mark/ }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
    expect((await drawn()).below).toBe(below);
    const [a, b] = [await at(page, 0.3, 0.3), await at(page, 0.6, 0.8)];
    await page.mouse.move(a.x, a.y);
    await page.mouse.down();
    await page.mouse.move(b.x, b.y, { steps: 10 });
    await soon(async () => (await drawn()).above).toBeGreaterThan(1);
    expect((await drawn()).below).toBe(below);
    await page.mouse.up();
    await soon(() => count(page).textContent()).toMatch(/of 100,000/);
    expect(window.thrown).toEqual([]);
  });

  it('keep their kind and axes in the project, and each choice can be taken back', async () => {
    const window = await openWindow(browser(), { variants: 30 });
    const { page, small } = window;
    await openTutorial(window);
    await showPicture(page, 'scatter');
    await page.getByRole('combobox', { name: /^Up/ }).selectOption('local');
    // A place that the view moved to is saved by itself.
    const saved = () =>
      (small.requests('updateProject') as { layout?: TrackLayout }[]).findLast(
        ({ layout }) => layout,
      )?.layout?.variantPicture;
    await soon(saved).toEqual({ shown: true, kind: 'scatter', up: 'local' });
    // The other axis had it: they change places.
    await page.getByRole('combobox', { name: /^Across/ }).selectOption('local');
    await soon(saved).toEqual({ shown: true, kind: 'scatter', up: 'score', across: 'local' });
    // Their words are whole where the window is narrow, too.
    await page.setViewportSize({ width: 1280, height: 800 });
    const choices = page.getByRole('group', { name: 'Picture' }).locator('select');
    const cut = await choices.evaluateAll(
      (all) =>
        all.filter((one) => {
          const plain = one.cloneNode(true) as HTMLElement;
          plain.style.position = 'absolute';
          one.after(plain);
          const width = plain.offsetWidth;
          plain.remove();
          return (one as HTMLElement).offsetWidth < width;
        }).length,
    );
    expect(cut).toBe(0);
    // So is the table's title, and what closes it stands beside its other ways.
    const heading = page.getByRole('heading', { name: /^sample\.vcf\.gz/, level: 2 });
    expect(await heading.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const tops = ['Columns', 'Close the table'].map(async (name) => {
      const { y, height } = (await page.getByRole('button', { name }).boundingBox())!;
      return Math.round(y + height / 2);
    });
    expect(new Set(await Promise.all(tops)).size).toBe(1);
    await picture(page).focus();
    for (const up of ['local', undefined]) {
      await page.keyboard.press('Control+z');
      await soon(() => saved()?.up).toBe(up);
    }
    expect(saved()).toMatchObject({ shown: true, kind: 'scatter' });
    await page.keyboard.press('Control+z');
    await soon(() => page.getByLabel('Kind of picture').inputValue()).toBe('along');
    await page.keyboard.press('Control+z');
    await soon(() => picture(page).count()).toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await picture(page).waitFor();
  });

  it('go into a figure as they are shown: kind, axes, what is listed and what is chosen', async () => {
    const window = await openWindow(browser(), { variants: 30 });
    const { page, small, thrown } = window;
    await openTutorial(window);
    await showPicture(page, 'histogram');
    await page.getByLabel('Minimum effect').fill('0.1');
    await soon(() => small.requests('variantRows').at(-1)).toMatchObject({
      filter: { least: 0.1 },
    });
    // The first row is chosen of those that are listed now.
    await soon(() => count(page).textContent()).toMatch(/30 variants/);
    await grid(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Figure...' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export figure' });
    await dialog.getByAltText('Preview of the figure of the variants of sample.vcf.gz').waitFor();
    await dialog.getByLabel('Format').selectOption('pdf');
    await dialog.getByLabel('Width').selectOption('85');
    await dialog.getByRole('textbox', { name: 'File' }).fill('/data/picture.pdf');
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('picture.pdf').waitFor();
    const [request] = small.requests('exportVariantFigure') as ExportVariantFigureRequest[];
    expect(request).toMatchObject({
      ...{ project: 'project', set: 'set', width: 85, format: 'pdf' },
      picture: { kind: 'histogram', up: 'distal' },
      filter: { least: 0.1 },
    });
    expect(request!.marks).toHaveLength(1);
    expect(thrown).toEqual([]);
  });

  it.each([{ dark: false }, { dark: true }])(
    'have no serious fault for axe-core (dark: $dark)',
    async ({ dark }) => {
      const window = await openWindow(browser(), { variants: 40, dark });
      const { page } = window;
      await openTutorial(window);
      await showPicture(page);
      await drag(page, [0.3, 0.3], [0.7, 0.8]);
      await page.getByRole('button', { name: 'Clear area' }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    },
  );
});
