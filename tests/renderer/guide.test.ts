import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaultsDarkAndLight,
} from './window-page.ts';

describe.skipIf(!chromiumPath)('the guide in the window', () => {
  const browser = useChromium();

  it('opens from the start page, is searched, followed by its links, and closed by keys', async () => {
    const window = await openWindow(browser(), { dark: true });
    const { page } = window;
    await page.getByRole('button', { name: 'Read the guide' }).click();
    const guide = page.getByRole('complementary', { name: 'Guide' });
    await guide.getByRole('button', { name: 'A GPU server over SSH' }).waitFor();
    expect(await seriousFaultsDarkAndLight(page), 'contents').toEqual([]);

    // The search has the focus.
    await page.keyboard.type('MB_LLR_QUANTILE');
    await guide.getByText('1 found').waitFor();
    await guide.getByRole('button', { name: 'Variants Scores: scale and sign' }).click();
    const heading = guide.getByRole('heading', { name: 'Variants', exact: true });
    await soon(() => heading.boundingBox().then((box) => box?.y)).toBeLessThan(200);
    expect(await seriousFaultsDarkAndLight(page), 'scores').toEqual([]);

    await guide.getByRole('button', { name: 'Contents' }).click();
    await guide.getByRole('searchbox').fill('');
    await guide.getByRole('button', { name: 'Context, flank, exact, state and tile' }).click();
    const images = await guide.getByRole('img').all();
    expect(images).toHaveLength(5);
    for (const image of images) {
      const width = image.evaluate(
        (node) => (node as unknown as { naturalWidth: number }).naturalWidth,
      );
      expect(await width).toBe(560);
    }
    await guide.getByRole('link', { name: 'Start here' }).click();
    await guide.getByRole('heading', { name: 'Data to try it on' }).waitFor();
    await guide.getByRole('button', { name: 'Back' }).click();
    await guide.getByRole('heading', { name: 'Context, flank, exact, state and tile' }).waitFor();

    await page.keyboard.press('Escape');
    await guide.waitFor({ state: 'detached' });
    await page.keyboard.press('F1');
    // Where it was closed.
    await guide.getByRole('heading', { name: 'Context, flank, exact, state and tile' }).waitFor();
    expect(window.foreign).toEqual([]);
    expect(window.thrown).toEqual([]);
  });

  it('leaves the box of the locus its room beside it', async () => {
    const window = await openWindow(browser());
    const { page } = window;
    await page.setViewportSize({ width: 1280, height: 800 });
    await openTutorial(window);
    await page.getByRole('navigation').getByRole('button', { name: 'Guide' }).click();
    await page.getByRole('complementary', { name: 'Guide' }).waitFor();
    const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
    // The longest that stands there: chrT1:1,000,001-1,001,000 and its length.
    await soon(async () => (await box.boundingBox())?.width).toBeGreaterThan(280);
    await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
    expect(window.thrown).toEqual([]);
  });

  it('stands beside the genome, where its steps can be followed, or takes the whole window', async () => {
    const window = await openWindow(browser());
    const { page } = window;
    await openTutorial(window);
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Open the guide' }).click();
    const guide = page.getByRole('complementary', { name: 'Guide' });
    await guide.getByRole('button', { name: "A plant's variants with PlantCaduceus" }).click();
    await page
      .getByRole('navigation', { name: 'Panels' })
      .getByRole('button', { name: 'Variants' })
      .click();
    await page.getByRole('heading', { name: 'Variants', level: 2 }).first().waitFor();
    await guide.getByRole('button', { name: 'Widen' }).click();
    await guide.getByRole('button', { name: 'Next: A human splice variant' }).waitFor();
    await guide.getByRole('navigation').getByRole('button', { name: 'Keys' }).click();
    await guide.getByRole('button', { name: 'Beside' }).click();
    // Escape outside of it closes what it always did, and the guide last.
    await page.getByRole('heading', { name: 'Variants', level: 2 }).first().click();
    await page.keyboard.press('Escape');
    expect(await guide.isVisible()).toBe(true);
    // Without room for both, it takes the whole window.
    await page.setViewportSize({ width: 800, height: 800 });
    await soon(() => guide.boundingBox().then((box) => box?.width)).toBe(800);
    await guide.getByRole('button', { name: 'Close the guide' }).click();
    await guide.waitFor({ state: 'detached' });
  });
});
