import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import { chromiumPath, openTutorial, openWindow } from './window-page.ts';

describe.skipIf(!chromiumPath)('notices', () => {
  const browser = useChromium();

  /** A window whose clock the test turns, with a file added and one that was none of the genome's. */
  async function openWithNotices() {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.clock.install();
    const add = async (said: string, isAdded: boolean) => {
      small.added = { said, isAdded };
      await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
      await page.getByRole('button', { name: 'Add files...' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add files' });
      await dialog.getByRole('button', { name: 'my peaks.bed' }).click();
      await dialog.getByRole('button', { name: /^Choose/ }).click();
      await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
      await page.getByRole('status').getByText(said).waitFor();
    };
    await add('a.fa is a genome: open it as a new project.', false);
    await add('my peaks.bed was added.', true);
    return window;
  }

  it('what needs no act goes by itself, and stays in Activity; what needs one stays', async () => {
    const { page, thrown } = await openWithNotices();
    const notices = page.getByRole('region', { name: 'Notifications' });
    const added = notices.getByText('my peaks.bed was added.');
    await added.hover();
    await page.clock.runFor(60_000);
    expect(await added.isVisible()).toBe(true);
    await page.mouse.move(700, 300);
    await notices.getByRole('button').last().focus();
    await page.clock.runFor(60_000);
    expect(await added.isVisible()).toBe(true);
    await page.locator('#genome-browser').focus();
    await page.clock.runFor(10_000);
    await soon(() => added.count()).toBe(0);
    expect(await notices.getByText('a.fa is a genome').isVisible()).toBe(true);

    const activity = page.getByRole('region', { name: 'Jobs' });
    await activity.getByRole('button', { name: 'Activity 1' }).click();
    await activity.getByText('my peaks.bed was added.').waitFor();
    await activity.getByRole('button', { name: 'Close: Files' }).click();
    await activity.waitFor({ state: 'detached' });
    expect(thrown).toEqual([]);
  });
});
