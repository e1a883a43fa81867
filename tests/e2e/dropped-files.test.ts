import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { writeOwnFiles } from './own-files.ts';
import { openPanel } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('files dropped on the window', (windowTest) => {
  windowTest('are opened, or it is said why they cannot be', async ({ home, open }) => {
    const { folder, fasta, bam } = writeOwnFiles(join(home, 'data'));
    const { page, pickFiles, knowsDropped, shoot } = await open();
    await page.getByRole('button', { name: 'Open a genome' }).waitFor();
    await drop(page, [join(folder, fasta)]);
    if (knowsDropped) {
      const heading = page.getByRole('heading', { name: 'Genome of patient' });
      await heading.waitFor({ state: 'attached' });
      await drop(page, [join(folder, bam)]);
      await page.getByText(`${bam} was added.`).waitFor();
      await openPanel(page, 'Data');
      await page.getByLabel(`Remove ${bam}`).waitFor();
      return;
    }
    // A page is not told where a dropped file lies: it must not seem as if nothing had happened.
    const title = page.getByText('A browser does not reveal the path of a dropped file');
    await title.waitFor();
    await shoot('dropped on a browser');
    expect(await page.title()).toBe('Megabase');
    await page.getByRole('button', { name: 'Open a genome' }).click();
    await pickFiles(folder, [fasta]);
    await page.getByRole('heading', { name: 'Genome of patient' }).waitFor({ state: 'attached' });
  });
});

/** As the system drops files: Chromium itself makes the event and the files in it. */
async function drop(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 800, y: 500, data });
  }
  await session.detach();
}
