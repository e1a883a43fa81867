import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { root } from '../support/paths.ts';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  seriousFaultsDarkAndLight,
} from './window-page.ts';

it('no style and no script asks for the scheme of the system past the theme that was chosen', () => {
  const folder = join(root, 'src-renderer');
  const asking = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(css|svelte|ts)$/.test(name))
    .filter((name) => readFileSync(join(folder, name), 'utf8').includes('prefers-color-scheme'));
  expect(asking).toEqual([join('theme', 'scheme.ts')]);
});

/** What the body is coloured. */
const background = (page: Page) =>
  page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
const [light, dark] = ['rgb(255, 255, 255)', 'rgb(23, 23, 23)'];

describe.skipIf(!chromiumPath)('preferences and help', () => {
  const browser = useChromium();

  it('are reached without a mouse, saved whole, and followed at once', async () => {
    const { page, small, thrown } = await openWindow(browser());
    const dialog = page.getByRole('dialog', { name: 'Preferences' });
    await page.getByRole('button', { name: 'Preferences' }).waitFor();
    await page.keyboard.press('Control+,');
    await dialog.getByLabel('Theme').waitFor();
    // The first field has the focus once it is there.
    await soon(() => page.evaluate('document.activeElement.id')).toBe('theme');
    await page.keyboard.press('d');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('4');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2.5');
    await dialog.getByLabel('Work offline').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(small.requests('changeSettings')).toEqual([
      {
        ...{ theme: 'dark', provider: 'auto', offline: true, drivable: false },
        ...{ threads: 4, memoryBytes: 2.5e9 },
      },
    ]);
    expect(await background(page)).toBe(dark);
    expect(thrown).toEqual([]);
  });

  it('the theme that is chosen holds against the system, also where another window chose it', async () => {
    const { page, small } = await openWindow(browser());
    await page.getByRole('button', { name: 'Preferences' }).waitFor();
    const { settings } = small.preferences;
    const choose = (theme: 'light' | 'dark' | 'system') =>
      small.events.send({ kind: 'settings', settings: { ...settings, theme } });
    choose('dark');
    await soon(() => background(page)).toBe(dark);
    choose('light');
    await soon(() => background(page)).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background(page)).toBe(light);
    choose('system');
    await soon(() => background(page)).toBe(dark);
  });

  it('what another window chose counts against an answer that is older', async () => {
    const { page, small } = await openWindow(browser());
    const dialog = page.getByRole('dialog', { name: 'Preferences' });
    const { settings } = small.preferences;
    const { promise, resolve } = Promise.withResolvers<void>();
    small.preferencesWait = promise;
    await page.getByRole('button', { name: 'Preferences' }).click();
    await soon(() => small.requests('preferences').length).toBeGreaterThan(1);
    small.events.send({ kind: 'settings', settings: { ...settings, theme: 'dark' } });
    await soon(() => background(page)).toBe(dark);
    resolve();
    await soon(() => dialog.getByLabel('Theme').inputValue()).toBe('dark');
    expect(await background(page)).toBe(dark);
  });

  it('what cannot be meant is said at its field, and what fails in the dialog', async () => {
    const { page, small } = await openWindow(browser());
    await page.getByRole('button', { name: 'Preferences' }).click();
    const dialog = page.getByRole('dialog', { name: 'Preferences' });
    const save = dialog.getByRole('button', { name: 'Save' });
    for (const [field, wrong, words] of [
      ['Threads', '2.5', 'Enter a whole number of at least 1 and at most 32, or leave it empty.'],
      ['Threads', '33', 'Enter a whole number of at least 1 and at most 32, or leave it empty.'],
      ['Memory', 'much', 'Enter a number of at least 0.5 GB, or leave it empty.'],
      ['Size limit', '0.2', 'Enter a number of at least 1 GB, or leave it empty.'],
    ] as const) {
      await dialog.getByLabel(field).fill(wrong);
      await dialog.getByText(words).waitFor();
      expect(await dialog.getByLabel(field).getAttribute('aria-invalid')).toBe('true');
      expect(await save.isDisabled(), field).toBe(true);
      await dialog.getByLabel(field).fill('');
    }
    await dialog.getByText(/at most 10\.0 GB in the application/).waitFor();
    await dialog.getByLabel('Folder').fill('/full');
    await save.click();
    await dialog.getByText('/full is full.').waitFor();
    expect(small.preferences.settings).not.toHaveProperty('cache', '/full');
    // A folder can be chosen, and all that was filled in is still there.
    await dialog.getByLabel('Threads').fill('3');
    await dialog.getByRole('button', { name: 'Choose...' }).click();
    const files = page.getByRole('dialog', { name: 'Choose a cache folder' });
    await files.getByRole('button', { name: 'Choose this folder' }).click();
    await soon(() => dialog.getByLabel('Folder').inputValue()).toBe('/data');
    expect(await dialog.getByLabel('Threads').inputValue()).toBe('3');
    await save.click();
    await soon(() => small.preferences.settings).toMatchObject({ cache: '/data', threads: 3 });
  });

  it('that other programs may go on driving, as it could not be ended, is told', async () => {
    const { page, small, thrown } = await openWindow(browser());
    await page.getByRole('button', { name: 'Preferences' }).waitFor();
    const { settings } = small.preferences;
    small.events.send({
      kind: 'settings',
      settings: { ...settings, drivable: true, cache: '/full' },
    });
    const bar = page.getByRole('region', { name: 'Driven by other programs' });
    await bar.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alert').getByText('/full is full.').waitFor();
    expect(await bar.isVisible()).toBe(true);
    expect(thrown).toEqual([]);
  });

  it('no dialog of them has a serious fault for axe-core, dark or light', async () => {
    const window = await openWindow(browser(), { dark: true });
    const { page } = window;
    await openTutorial(window);
    const help = page.getByRole('button', { name: 'Help' });
    await help.click();
    await page.getByRole('menu', { name: 'Help' }).waitFor();
    expect(await seriousFaultsDarkAndLight(page), 'menu').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Preferences' }).click();
    const preferences = page.getByRole('dialog', { name: 'Preferences' });
    await preferences.getByLabel('Threads').fill('none');
    await preferences.getByText('What is kept where').click();
    await preferences.getByText('/home/a/projects').waitFor();
    expect(await seriousFaultsDarkAndLight(page), 'preferences').toEqual([]);
    await page.keyboard.press('Escape');
    for (const [item, title, text] of [
      ['Diagnostics', 'Diagnostics', 'cpu: works: <b>right</b> numbers'],
      ['Licences', 'Licences', 'MIT License'],
      ['About Megabase', 'About Megabase', 'Electron'],
    ] as const) {
      await help.click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog', { name: title }).getByText(text).first().waitFor();
      expect(await seriousFaultsDarkAndLight(page), title).toEqual([]);
      await page.keyboard.press('Escape');
      await soon(() => page.evaluate('document.activeElement.textContent.trim()')).toBe('Help');
    }
    expect(window.thrown).toEqual([]);
  });

  it('the menu of help answers to the keys, and closes without doing anything', async () => {
    const window = await openWindow(browser());
    const { page } = window;
    await openTutorial(window);
    const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
    await page.getByRole('button', { name: 'Help' }).focus();
    await page.keyboard.press('Enter');
    await soon(focused).toBe('Guide');
    for (const [key, item] of [
      ['ArrowUp', 'About Megabase'],
      ['ArrowDown', 'Guide'],
      ['End', 'About Megabase'],
      ['Home', 'Guide'],
      ['ArrowDown', 'Tutorial'],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused(), key).toBe(item);
    }
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Help');
    expect(await page.getByRole('menu').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.mouse.click(700, 400);
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('nobody is asked for a newer version before a person agreed', async () => {
    const { page, small, foreign } = await openWindow(browser());
    const check = page.getByRole('button', { name: 'Check for updates' });
    await check.click();
    await page.getByText('This build names no place that tells of newer versions.').waitFor();
    await page.getByRole('button', { name: 'Close: Check for updates' }).click();
    small.versionFile = 'https://example.org/version.json';
    await check.click();
    const dialog = page.getByRole('dialog', { name: 'Check for updates' });
    await dialog.getByText('Megabase will read https://example.org/version.json once').waitFor();
    expect(small.requests('newestVersion')).toEqual([]);
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(small.requests('newestVersion')).toEqual([]);
    await check.click();
    await dialog.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('Megabase 2.0.0 is available; this is 1.2.3.').waitFor();
    await page.getByText('It can be had at https://example.org/megabase').waitFor();
    expect(small.requests('newestVersion')).toHaveLength(1);
    expect(foreign).toEqual([]);
  });
});
