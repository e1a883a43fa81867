import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousFaultsDarkAndLight } from '../renderer/window-page.ts';
import {
  colorsOf,
  drawn,
  goTo,
  listed,
  openPanel,
  openTutorial,
  patience,
  predict,
} from './steps.ts';
import { describeWindow } from './window.ts';

describeWindow('everybody', (windowTest) => {
  windowTest('finds no serious fault of access, dark or light', async ({ open }) => {
    const { page, shoot } = await open({ dark: true });
    const check = async (where: string) => {
      expect(await seriousFaultsDarkAndLight(page), where).toEqual([]);
    };
    await check('start page');
    await openTutorial(page);
    await predict(page, 'chrT1:305,001-355,000');
    await listed(page, 'Promoter');
    await page.keyboard.press('Escape');
    await goTo(page, 'chrT1:307,001-353,000');
    await check('project with a run');
    await page.getByRole('button', { name: 'Close tutorial' }).click();
    await page.getByRole('button', { name: 'Close: chrT1:305,001-355,000' }).click();
    await drawn(page, 'Promoter');
    await expect.poll(() => colorsOf(page, 'sample.bam'), patience).toBeGreaterThan(2);
    await shoot('project dark');
    for (const name of ['Data', 'Predict', 'Variants', 'Runs', 'Models']) {
      await openPanel(page, name);
      await check(name);
      await shoot(`${name} dark`);
    }
    await page.keyboard.press('Control+e');
    await page.getByRole('dialog', { name: 'Export' }).waitFor();
    await check('export');
    await shoot('export dark');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+,');
    await page.getByRole('dialog', { name: 'Preferences' }).getByLabel('Theme').waitFor();
    await check('preferences');
    await shoot('preferences dark');
  });

  windowTest('can do without a mouse', async ({ open }) => {
    const { page } = await open();
    const start = page.getByRole('button', { name: 'Take the tutorial' });
    await start.waitFor();
    await tabTo(page, 'Take the tutorial');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'sample.bam' }).waitFor();

    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:663,001-664,500');
    await page.keyboard.press('Enter');
    await expect.poll(() => locus.inputValue()).toBe('chrT1:663,001-664,500');

    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Predict', level: 2 }).waitFor();
    await tabTo(page, 'Flank on each side');
    await page.keyboard.type('0');
    await page.getByText(/^Memory/).waitFor();
    await tabTo(page, 'Predict', 'footer');
    await page.keyboard.press('Enter');
    await listed(page, 'Promoter');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Predict', level: 2 }).waitFor({ state: 'detached' });

    for (const [key, dialog] of [
      ['Control+e', 'Export'],
      ['?', 'Keyboard shortcuts'],
      ['Control+,', 'Preferences'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog', { name: dialog }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }

    for (const name of ['Data', 'Predict', 'Variants', 'Runs', 'Models']) {
      await openPanel(page, name);
      expect(await unreached(page), `with the panel ${name}`).toEqual([]);
    }
  });
});

/** Presses Tab until what has the focus is called `name`; `within`: a class round it. */
async function tabTo(page: Page, name: string, within = ''): Promise<void> {
  const called = `(() => {
    const one = document.activeElement;
    const text = one?.labels?.[0]?.textContent ?? one?.ariaLabel ?? one?.textContent ?? '';
    return (${JSON.stringify(within)} === '' || !!one.closest('.${within || 'none'}'))
      && text.trim().startsWith(${JSON.stringify(name)});
  })()`;
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate<boolean>(called)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach "${name}".`);
}

/** What is visible and acts, but is not reached by Tab, in words. */
async function unreached(page: Page): Promise<string[]> {
  await page.evaluate('(window.reached = new Set(), document.activeElement?.blur())');
  const count = await page.evaluate<number>(`document.querySelectorAll('${acting}').length`);
  for (let presses = 0; presses < count + 5; presses++) {
    await page.keyboard.press('Tab');
    await page.evaluate('window.reached.add(document.activeElement)');
  }
  return page.evaluate<string[]>(`[...document.querySelectorAll('${acting}')]
    .filter((one) => one.checkVisibility() && !window.reached.has(one))
    .map((one) => one.outerHTML)`);
}

const acting = ['button', 'input', 'select', 'summary', '[role="application"]']
  .map((name) => `${name}:not(:disabled)`)
  .join(', ');
