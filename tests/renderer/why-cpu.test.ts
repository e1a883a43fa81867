import { describe, expect, it } from 'vitest';
import { useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaultsDarkAndLight,
} from './window-page.ts';

const loader =
  'running on the CPU instead of cuda: libcublasLt.so.12: cannot open shared object file';

describe.skipIf(!chromiumPath)('the reason for the CPU', () => {
  const browser = useChromium();

  it('stands behind a word, at the device in use and at the job, and opens by keys', async () => {
    const window = await openWindow(browser());
    const { page, small, thrown } = window;
    await openTutorial(window);
    const chip = page.getByTitle('Model and device in use');
    const header = page.locator('header').first();
    const why = header.getByRole('button', { name: 'Why the CPU?' });
    await chip.waitFor();
    expect(await why.count()).toBe(0);
    small.events.send({
      kind: 'settings',
      settings: { ...small.preferences.settings, provider: 'cuda' },
    });
    await why.waitFor();
    expect(await chip.innerText()).toContain('· CPU');
    await why.press('Enter');
    await header.getByText('does not work here: No NVIDIA driver was found.').waitFor();
    await why.press('Escape');
    expect(await header.getByText('No NVIDIA driver').count()).toBe(0);

    // What a loader said is of the job, and folded.
    const notes = ['the track is new', loader];
    small.job({ state: 'running', provider: 'cpu', fraction: 0.2, notes });
    const jobs = page.getByRole('region', { name: 'Jobs' });
    const reason = jobs.getByText(loader);
    await jobs.getByText('the track is new').waitFor();
    expect(await reason.isVisible()).toBe(false);
    await jobs.getByText('Why the CPU?').press('Enter');
    await reason.waitFor();
    await why.press('Enter');
    await header.getByText(loader).waitFor();
    expect(await seriousFaultsDarkAndLight(page)).toEqual([]);
    expect(thrown).toEqual([]);
  });
});
