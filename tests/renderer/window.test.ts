import { describe, expect, it } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  seriousFaultsDarkAndLight,
  type WindowPage,
} from './window-page.ts';

const failure = {
  code: 'memory-short',
  message: '12.0 GB are needed for chrT1:1-1,000,000; 8.0 GB are free.',
  advice: 'Choose a shorter region.',
};

/** A folder that answers slowly is not shown over the one that was asked for after it. */
async function listsTheLaterFolder({ page, small }: WindowPage): Promise<void> {
  const slow = Promise.withResolvers<void>();
  small.slowFolder = { folder: '/slow', until: slow.promise };
  const folder = page.getByLabel('Folder on the computer running Megabase');
  await page.getByRole('button', { name: 'genomes/' }).waitFor();
  await folder.fill('/slow');
  await folder.press('Enter');
  await soon(() => small.requests('listFolder')).toContainEqual({ folder: '/slow' });
  await page.getByRole('button', { name: 'genomes/' }).click();
  await soon(() => folder.inputValue()).toBe('/data/genomes');
  slow.resolve();
  // Its answer comes after the slow one, by the same wire.
  await page.getByRole('button', { name: 'genomes/' }).click();
  await soon(() => folder.inputValue()).toBe('/data/genomes/genomes');
}

describe.skipIf(!chromiumPath)('the window', () => {
  const browser = useChromium();

  it('goes from the start page to a predicted track over the genome', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('p');
    await page.getByText('about 1 min 15 s').waitFor();
    await page.getByText('50 % of the bases are G or C; it was trained on less.').waitFor();
    await page.getByRole('button', { name: 'Predict', exact: true }).last().click();
    const heading = page.getByRole('group', { name: 'Small model 1.0.0' });
    await heading.getByText('Context: chrT1:1-1,000,000').waitFor();
    await page.getByRole('group', { name: 'Promoter', exact: true }).waitFor();
    expect(small.requests('predict')).toMatchObject([
      { project: 'project', region: 'chrT1:1-1,000,000', model: 'small', tracks: ['promoter'] },
    ]);
    await soon(() => small.requests('view').length).toBeGreaterThan(0);
    expect(small.requests('view')[0]).toMatchObject({ run: 'second', track: 'promoter', start: 0 });
    expect(window.thrown).toEqual([]);
  });

  it('asks nothing of any other machine', async () => {
    const window = await openWindow(browser(), { withRun: true });
    await openTutorial(window);
    await window.page.getByRole('button', { name: 'Show a 40,000 bp region' }).click();
    await soon(() => window.small.requests('updateProject').length).toBeGreaterThan(0);
    expect(window.foreign).toEqual([]);
    expect(window.thrown).toEqual([]);
  });

  it('has no serious fault for axe-core anywhere, dark or light', async () => {
    const window = await openWindow(browser(), { withRun: true, dark: true });
    const { page, small } = window;
    expect(await seriousFaultsDarkAndLight(page)).toEqual([]);
    await openTutorial(window);
    small.job({ state: 'failed', error: failure });
    await page.getByText(failure.message).waitFor();
    for (const name of ['Data', 'Predict', 'Effects', 'Variants', 'Runs', 'Models']) {
      await page.getByRole('navigation').getByRole('button', { name }).click();
      await page.getByRole('heading', { name, level: 2 }).waitFor();
      expect(await seriousFaultsDarkAndLight(page), name).toEqual([]);
    }
    await page.keyboard.press('Control+e');
    await page.getByRole('dialog', { name: 'Export' }).waitFor();
    expect(await seriousFaultsDarkAndLight(page), 'export').toEqual([]);
    await page.getByRole('button', { name: 'Choose...' }).click();
    await page.getByRole('dialog', { name: 'Save the export as' }).waitFor();
    expect(await seriousFaultsDarkAndLight(page), 'files').toEqual([]);
  });

  it('would be told by axe-core of a button without a name', async () => {
    const { page } = await openWindow(browser());
    await page.evaluate("document.body.append(document.createElement('button'))");
    expect((await seriousFaults(page)).join()).toContain('button-name');
  });

  it('would be told by axe-core of a text that is hard to read in one of them', async () => {
    const { page } = await openWindow(browser(), { dark: true });
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<p id="pale">Pale</p>')`);
    await page.evaluate(`document.getElementById('pale').style.cssText =
      'position: fixed; inset: 0; z-index: 9999; margin: 0; background: canvas; color: #e8e8e8'`);
    const faults = await seriousFaultsDarkAndLight(page);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^light: color-contrast: .*#pale/);
  });

  it('keeps a failed job until it is closed, with what to do, and tries it again', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    small.job({ state: 'running' });
    small.job({ id: 'job 1', state: 'failed', error: failure });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain(failure.message);
    expect(await alert.textContent()).toContain(failure.advice);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByRole('button', { name: 'Data' }).click();
    expect(await alert.isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    expect(small.requests('retryJob')).toEqual([{ id: 'job 1' }]);
  });

  it('lists a model that cannot be read, with the reason, and removes it', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
    await page.getByText('/models/old has a config.json but no model.safetensors.').waitFor();
    await page.getByRole('button', { name: 'Remove old...' }).click();
    await page.getByRole('button', { name: 'Remove model' }).click();
    await page.getByText('imported, cannot be read').waitFor({ state: 'detached' });
    expect(small.requests('removeModel')).toEqual([{ id: 'old' }]);
  });

  it('shows how far a pass is, and cancels it', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    const progress: PassProgress = {
      stage: 'layers',
      layer: 3,
      layers: 4,
      direction: 'reverse',
      chunk: 2,
      chunks: 8,
      fraction: 0.416,
      secondsLeft: 22,
    };
    small.job({ state: 'running', provider: 'cpu', fraction: 0.416, progress });
    await page
      .getByText('layer 3 of 4, reverse scan, chunk 2 of 8 · 41 % · 22 s left · CPU')
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await soon(() => small.requests('cancelJob')).toEqual([{ id: 'job 1' }]);
  });

  it('is driven by keys alone', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1 200001 300000');
    await page.keyboard.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:200,001-300,000');
    await page.keyboard.press('ArrowRight');
    await soon(() => locus.inputValue()).toMatch(/^chrT1:22\d,\d{3}-32\d,\d{3}$/);
    await page.keyboard.press('+');
    await soon(() => locus.inputValue()).toMatch(/^chrT1:2[45]\d,\d{3}-/);

    await page.keyboard.press('/');
    await page.keyboard.type('gene7');
    await page.getByRole('option', { name: 'gene7 (gene)' }).waitFor();
    await page.keyboard.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:396,667-413,334');

    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Predict', level: 2 }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Predict', level: 2 }).waitFor({ state: 'detached' });
    // Names are searched while they are typed, however slowly; a region is read by the window itself.
    const searched = small.requests('findPlace').map((one) => (one as { text: string }).text);
    expect(searched.at(-1)).toBe('gene7');
    expect(searched.filter((text) => /[:\d]/.test(text))).toEqual(['gene7']);
  });

  it('goes to what is typed, not to what was searched for before', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    const slowly = async (text: string) => {
      const slow = Promise.withResolvers<void>();
      small.slowPlace = { text, until: slow.promise };
      await locus.fill(text);
      return slow;
    };
    const isAsked = (text: string) =>
      soon(() => small.requests('findPlace')).toContainEqual(expect.objectContaining({ text }));

    const first = await slowly('first');
    await isAsked('first');
    await locus.fill('firstly');
    first.resolve();
    await locus.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:396,667-413,334');

    // Whoever types on before the answer comes is not led away.
    const second = await slowly('second');
    await locus.press('Enter');
    await isAsked('second');
    await locus.fill('third');
    second.resolve();
    await page.getByRole('option', { name: 'third (gene)' }).waitFor();
    expect(await locus.inputValue()).toBe('third');
    await locus.press('Escape');
    expect(await locus.inputValue()).toBe('chrT1:396,667-413,334');

    // Nor does the focus leave where it is by then.
    const fourth = await slowly('fourth');
    await locus.press('Enter');
    await isAsked('fourth');
    const predict = page.getByRole('navigation').getByRole('button', { name: 'Predict' });
    await predict.focus();
    fourth.resolve();
    await soon(() => locus.inputValue()).toBe('chrT1:596,667-613,334');
    expect(await predict.evaluate((button) => button === button.ownerDocument.activeElement)).toBe(
      true,
    );
  });

  it('goes where one asked to go before the genome was drawn', async () => {
    const { page } = await openWindow(browser());
    const held = Promise.withResolvers<void>();
    let isHeld = false;
    await page.route(/tutorial\.fa/, async (route) => {
      isHeld = true;
      await held.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Take the tutorial' }).click();
    await soon(() => isHeld).toBe(true);
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await locus.fill('chrT1:200,001-300,000');
    await locus.press('Enter');
    await locus.and(page.locator(':not(:focus)')).waitFor();
    held.resolve();
    await soon(() => locus.inputValue()).toBe('chrT1:200,001-300,000');
  });

  it('shows a row that is hidden and shown before the workbench has answered', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('navigation').getByRole('button', { name: 'Runs' }).click();
    const shown = page.getByLabel('Shown', { exact: true });
    await shown.waitFor();
    await page.evaluate(`(() => {
      const labels = [...document.querySelectorAll('label')];
      const { control } = labels.find((one) => one.textContent.trim() === 'Shown');
      control.click();
      control.click();
    })()`);
    const asked = () => small.requests('updateProject').filter((one) => 'shown' in (one as object));
    await soon(() => asked().length).toBeGreaterThanOrEqual(2);
    expect(asked().at(-1)).toMatchObject({ shown: ['first'] });
    await soon(() => shown.isChecked()).toBe(true);
  });

  it('keeps the focus inside a dialog, also one over another, and gives it back', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page } = window;
    await openTutorial(window);
    const focused = () =>
      page.evaluate<string>(`(() => {
        const one = document.activeElement;
        const dialog = one?.closest('[role=dialog]');
        const title = dialog && document.getElementById(dialog.getAttribute('aria-labelledby'));
        return [title?.textContent, one?.id || one?.textContent.trim()].filter(Boolean).join(': ');
      })()`);
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await soon(focused).toBe('Keyboard shortcuts: Close');
    for (const key of ['Tab', 'Tab', 'Shift+Tab']) {
      await page.keyboard.press(key);
      expect(await focused(), key).toMatch(/^Keyboard shortcuts: /);
    }
    await page.keyboard.press('Escape');
    await soon(focused).toBe('Help');

    await page.keyboard.press('Control+e');
    await soon(focused).toBe('Export: export-run');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    // Backwards past the first comes the last that can be pressed.
    expect(await focused()).toBe('Export: Close');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Export: Figure of the view...');
    await page.getByRole('button', { name: 'Choose...' }).click();
    await soon(focused).toBe('Save the export as: folder');
    await listsTheLaterFolder(window);
    await page.keyboard.press('Escape');
    await soon(focused).toBe('Export: Choose...');
    await page.keyboard.press('Escape');
    await soon(focused).toBe('Help');
    expect(window.thrown).toEqual([]);
  });

  it('leaves the focus where a person puts it while a dialog closes', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page } = window;
    await openTutorial(window);
    await page.getByRole('button', { name: 'Export' }).first().click();
    await page.getByRole('dialog', { name: 'Export' }).waitFor();
    await page.evaluate(`(() => {
      const seen = Promise.withResolvers();
      window.focusedAfter = seen.promise;
      new MutationObserver(() => {
        if (document.querySelector('[role=dialog]')) return;
        document.getElementById('locus').focus();
        // Behind what the closed dialog has put off.
        setTimeout(() => seen.resolve(document.activeElement.id));
      }).observe(document.body, { childList: true, subtree: true });
    })()`);
    await page.keyboard.press('Escape');
    expect(await page.evaluate('window.focusedAfter')).toBe('locus');
    expect(window.thrown).toEqual([]);
  });

  it('keeps what is visible when a panel takes room or gives it back', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await page.keyboard.press('/');
    await page.keyboard.type('chrT1:400,001-700,000');
    await page.keyboard.press('Enter');
    await soon(() => locus.inputValue()).toBe('chrT1:400,001-700,000');
    const saved = () =>
      small.requests('updateProject').flatMap((one) => (one as { locus?: string }).locus ?? []);
    await soon(() => saved().at(-1)).toBe('chrT1:400,001-700,000');
    await page.getByRole('navigation').getByRole('button', { name: 'Runs' }).click();
    // A track that leaves and comes back while the room changes.
    await page.getByLabel('Shown', { exact: true }).uncheck();
    await page.getByLabel('Shown', { exact: true }).check();
    const before = saved().length;
    await page.keyboard.press('Escape');
    // The place is saved once the view has rested.
    await soon(() => saved().length).toBeGreaterThan(before);
    expect(new Set(saved().slice(before))).toEqual(new Set(['chrT1:400,001-700,000']));
    expect(await locus.inputValue()).toBe('chrT1:400,001-700,000');
    const bpPerPixel = () => (small.requests('view').at(-1) as { bpPerPixel: number }).bpPerPixel;
    await soon(bpPerPixel).toBeLessThan(400);
  });

  it('exports what was chosen and says what was written where', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('Control+e');
    await page.getByLabel('Format').selectOption('bed');
    await page.getByLabel('Threshold').fill('0.8');
    await page.getByLabel('Custom').check();
    await page.getByLabel('Regions to export').fill('chrT1 1001 2000');
    await page.getByRole('button', { name: 'Choose...' }).click();
    await page.getByRole('button', { name: 'Save here' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
    await page.getByText('7,813 records').waitFor();
    expect(small.requests('exportRun')).toEqual([
      {
        ...{ project: 'project', run: 'first', tracks: ['promoter'], format: 'bed' },
        ...{ threshold: 0.8, regions: ['chrT1:1001-2000'] },
        ...{ path: '/data/chrT1_1001-2000.bed', replace: [] },
      },
    ]);
  });

  it('saves into the folder that was asked for last, once it is listed', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export', exact: true });
    await dialog.getByRole('button', { name: 'Choose...' }).click();
    const files = page.getByRole('dialog', { name: 'Save the export as' });
    await files.getByRole('button', { name: 'genomes/' }).waitFor();
    const slow = Promise.withResolvers<void>();
    small.slowFolder = { folder: '/slow', until: slow.promise };
    await files.getByLabel('Folder on the computer running Megabase').fill('/slow');
    await files.getByRole('button', { name: 'Go' }).click();
    const save = files.getByRole('button', { name: 'Save here' });
    expect(await save.isDisabled()).toBe(true);
    slow.resolve();
    await save.click();
    await soon(() => dialog.getByLabel('File', { exact: true }).inputValue()).toMatch(/^\/slow\//);
    expect(window.thrown).toEqual([]);
  });

  it('exports a figure of the view, without another window or machine', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.keyboard.press('Control+e');
    await page.getByRole('button', { name: 'Figure of the view...' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export figure' });
    await dialog.getByRole('img', { name: /^Preview of the figure/ }).waitFor();
    await dialog.getByLabel('Format').selectOption('pdf');
    await dialog.getByLabel('File').fill('/data/view.pdf');
    await dialog.getByRole('button', { name: 'Export' }).click();
    await dialog.getByRole('status').getByText('/data/view.pdf').waitFor();
    expect(small.requests('exportFigure')).toMatchObject([
      { path: '/data/view.pdf', format: 'pdf' },
    ]);
    expect(window.foreign).toEqual([]);
    expect(window.thrown).toEqual([]);
  });

  it('deletes a run only after it was asked whether it should', async () => {
    const window = await openWindow(browser(), { withRun: true });
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('navigation').getByRole('button', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Delete...' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    expect(small.requests('deleteRun')).toEqual([]);
    await page.getByRole('button', { name: 'Delete...' }).click();
    await page.getByRole('button', { name: 'Delete run' }).click();
    await page.getByText('No predictions yet.').waitFor();
    expect(small.requests('deleteRun')).toEqual([{ project: 'project', run: 'first' }]);
  });
});
