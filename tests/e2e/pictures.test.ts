import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { drawn, goTo, openTutorial, predict } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('a figure of the view', (windowTest) => {
  windowTest('is seen before it is written, as SVG and as PDF', async ({ home, open }) => {
    const { page, shoot } = await open();
    await openTutorial(page);
    await predict(page, 'chrT1:305,001-325,000');
    await goTo(page, 'chrT1:300,001-330,000');
    await drawn(page, 'Promoter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+e');
    await page.getByRole('button', { name: 'Figure of the view...' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export figure' });
    const preview = dialog.getByRole('img', { name: /^Preview of the figure of chrT1/ });
    await preview.waitFor();
    const width = () => preview.evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(width).toBeGreaterThan(100);
    await dialog.getByRole('checkbox', { name: 'sample.bam' }).uncheck();
    await dialog.getByLabel('Title').fill('Two promoters');
    const save = async (name: string) => {
      const path = join(home, name);
      await dialog.getByLabel('File').fill(path);
      await dialog.getByRole('button', { name: 'Export' }).click();
      await dialog.getByRole('status').getByText(path).waitFor();
      return readFileSync(path);
    };
    const svg = (await save('f.svg')).toString();
    await shoot('figure');
    for (const text of ['chrT1', 'Promoter', 'Two promoters', 'tutorial.gff3', 'not predicted'])
      expect(svg).toContain(`>${text}</text>`);
    expect(svg).not.toContain('>sample.bam</text>');
    // Promoter's own colour, not only its name: bins were drawn.
    expect(svg).toMatch(/<path [^>]*fill="#d04648"/i);
    await dialog.getByLabel('Format').selectOption('pdf');
    expect((await save('f.pdf')).toString('latin1', 0, 5)).toBe('%PDF-');
  });
});
