import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { drawn, goTo, openTutorial, predict } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('a picture of the view', (windowTest) => {
  windowTest('is saved as SVG and as PNG', async ({ open }) => {
    const { page, download } = await open();
    await openTutorial(page);
    await predict(page, 'chrT1:305,001-325,000');
    await goTo(page, 'chrT1:300,001-330,000');
    await drawn(page, 'Promoter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    const saved = async (kind: string) =>
      readFileSync(await download(() => dialog.getByRole('button', { name: kind }).click()));

    const svg = (await saved('SVG')).toString();
    expect(svg).toMatch(/^<svg /);
    for (const text of ['chrT1', 'Promoter', 'sample.bam', 'tutorial.gff3'])
      expect(svg).toContain(text);
    // Promoter's own colour, not only its name: bins were drawn.
    expect(svg).toMatch(/<rect [^>]*fill="#d04648"/i);

    const png = await saved('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const { width } = (await page.locator('#genome-browser').boundingBox())!;
    // Two pixels of the picture for each of the window, less igv's margins.
    expect(png.readUInt32BE(16)).toBeGreaterThan(1.8 * width);
    expect(png.length).toBeGreaterThan(20_000);
    const name = /Tutorial_chrT1_300_001-330_000\.(svg|png) was saved to your downloads/;
    await dialog.getByText(name).waitFor();
  });
});
