import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumPath, sharedChromium } from '../support/chromium.ts';
import { startServe } from './serve-process.ts';
import { windowSize, type FileAnswers, type WindowHost } from './window-host.ts';

/** The page in Chromium, over a `megabase serve` of its own. */
export function servedWindow(): WindowHost {
  let browser: Browser;
  return {
    name: 'Chromium',
    obstacle: chromiumPath ? undefined : 'no Chromium was found',
    begin: async () => void (browser = await sharedChromium()),
    async open({ home, dark, watch }) {
      const server = await startServe(home);
      const context = await browser.newContext({
        viewport: windowSize,
        colorScheme: dark ? 'dark' : 'light',
        permissions: [],
      });
      const page = await context.newPage();
      watch(context, page, new URL(server.url).origin);
      await page.goto(server.url);
      return {
        ...{ page, memory: server.memory, knowsDropped: false, ...ownDialog(page) },
        async download(save) {
          const [download] = await Promise.all([page.waitForEvent('download'), save()]);
          const path = join(home, 'downloads', download.suggestedFilename());
          await download.saveAs(path);
          return path;
        },
        async close() {
          await context.close();
          await server.stop();
        },
      };
    },
  };
}

/** The window's own file dialog. */
function ownDialog(page: Page): FileAnswers {
  const dialog = page.getByRole('dialog').last();
  const folderBox = dialog.getByLabel('Folder on the computer running Megabase');
  const goTo = async (folder: string) => {
    // The folder it begins with comes first.
    await dialog
      .getByRole('list', { name: 'Files and folders' })
      .getByRole('listitem')
      .first()
      .waitFor();
    // To list the same folder once more would drop what was chosen of it meanwhile.
    if ((await folderBox.inputValue()) === folder) return;
    await folderBox.fill(folder);
    await dialog.getByRole('button', { name: 'Go' }).click();
  };
  return {
    async pickFiles(folder, names) {
      await goTo(folder);
      // By its title: another may ask what comes next at once.
      const title = (await dialog.getByRole('heading').textContent()) ?? '';
      const own = page.getByRole('dialog', { name: title, exact: true });
      const entries = dialog.getByRole('list', { name: 'Files and folders' });
      for (const name of names) await entries.getByRole('button', { name, exact: true }).click();
      // Where only one can be chosen, it was by now.
      const choose = own.getByRole('button', { name: /^Choose( \d+ files)?$/ });
      if (await choose.isVisible()) await choose.click();
    },
    async pickFolder(folder) {
      await goTo(join(folder, '..'));
      const name = `${folder.split('/').at(-1)}/`;
      await dialog.getByRole('button', { name, exact: true }).click();
      await expect.poll(() => folderBox.inputValue()).toBe(folder);
      await dialog.getByRole('button', { name: 'Choose this folder' }).click();
    },
    async saveFile(folder, name) {
      await goTo(folder);
      await dialog.getByLabel('File name').fill(name);
      // The button waits until the folder is listed.
      await dialog.getByRole('button', { name: 'Save here' }).click();
    },
  };
}
