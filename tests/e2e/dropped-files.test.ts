import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeOwnFiles } from './own-files.ts';
import { openPanel } from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('files dropped on the window', (windowTest) => {
  windowTest('are opened, or it is said why they cannot be', async ({ home, open }) => {
    const { folder, fasta, bam } = writeOwnFiles(join(home, 'data'));
    const { page, knowsDropped, shoot } = await open();
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
    // A page is not told where a dropped file lies: it is looked for.
    await page.getByText(`${fasta} was found by its name, size and date in ${folder}.`).waitFor();
    await page.getByRole('heading', { name: 'Genome of patient' }).waitFor({ state: 'attached' });
    const { outside, twins } = writeTwins(home);
    await drop(page, [join(folder, bam), join(outside, 'twin.bed'), join(outside, 'far.bed')]);
    const which = page.getByRole('dialog', { name: 'Which twin.bed?' });
    await which.getByText('Several files have its name, size and date').waitFor();
    await shoot('dropped, several alike');
    await which.getByText(join(twins, 'b/twin.bed')).click();
    await which.getByRole('button', { name: 'Open' }).click();
    const where = page.getByRole('dialog', { name: 'Where is far.bed?' });
    await where.getByLabel('Folder on the computer running Megabase').fill(join(twins, 'b'));
    await where.getByRole('button', { name: 'Go' }).click();
    await where.getByRole('button', { name: 'far.bed', pressed: true }).waitFor();
    await shoot('dropped, to be chosen by its name');
    await where.getByRole('button', { name: 'Choose', exact: true }).click();
    // One report of them all.
    const report = page.getByText('far.bed was added.');
    await report.waitFor();
    for (const text of [
      `${bam} was found by its name, size and date in ${folder}.`,
      ...[`${bam} was added.`, 'twin.bed was added.'],
    ]) {
      expect(await report.textContent()).toContain(text);
    }
    await shoot('dropped, the report');
  });
});

/** A file that lies twice in folders open to the page, and one of which only the name does. */
function writeTwins(home: string): { outside: string; twins: string } {
  const [outside, twins] = [temporaryFolder(), join(home, 'twins')];
  const date = new Date('2026-01-02T03:04:05Z');
  const write = (folder: string, name: string, text: string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), date, date);
  };
  for (const folder of [outside, join(twins, 'a'), join(twins, 'b')]) {
    write(folder, 'twin.bed', 'chrT1\t10\t20\tone\n');
  }
  write(outside, 'far.bed', 'chrT1\t10\t20\tone\n');
  write(join(twins, 'b'), 'far.bed', 'chrT1\t10\t20\tanother\n');
  return { outside, twins };
}

/** As the system drops files: Chromium itself makes the event and the files in it. */
async function drop(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 800, y: 500, data });
  }
  await session.detach();
}
