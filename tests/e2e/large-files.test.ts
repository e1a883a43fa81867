import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeLargeGenome, writeLargeReads } from './large-files.ts';
import { chooseTutorialModel, colorsOf, drawn, goTo, openPanel, predict } from './steps.ts';
import { describeWindow } from './window.ts';

const megabyte = 1e6;

describeWindow('files of 20 GB', (windowTest) => {
  windowTest('are opened and read where one looks, not whole', async ({ home, open }) => {
    writeLargeGenome(join(home, 'large.fa'));
    writeLargeReads(join(home, 'large.bam'));
    for (const name of ['large.fa', 'large.bam']) {
      const { size, blocks } = statSync(join(home, name));
      expect(size).toBe(20e9);
      expect(blocks * 512, 'on the disk').toBeLessThan(100 * megabyte);
    }
    const { page, memory, parts, pickFiles, shoot } = await open();
    const before = memory();
    await page.getByRole('button', { name: 'Open a genome' }).click();
    await pickFiles(home, ['large.fa']);
    await openPanel(page, 'Data');
    await page.getByText('10 contigs, 18,000,200,000 bp').waitFor();
    await page.getByRole('button', { name: 'Add files...' }).click();
    await pickFiles(home, ['large.bam']);
    await page.getByLabel('Remove large.bam').waitFor();
    await goTo(page, 'chrT2:10,001-14,000');
    await expect.poll(() => colorsOf(page, 'large.bam')).toBeGreaterThan(2);
    await chooseTutorialModel(page);
    await predict(page, 'chrT2:10,001-14,000');
    await drawn(page, 'Promoter');
    await shoot('files of 20 GB');

    const served = parts.reduce((total, { bytes }) => total + bytes, 0);
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(20 * megabyte);
    const after = memory();
    if (before && after) expect(after.peak - before.now).toBeLessThan(250 * megabyte);
  });
});
