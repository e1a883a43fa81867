import { describe, expect, it } from 'vitest';
import { useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  type WindowPage,
} from './window-page.ts';

describe.skipIf(!chromiumPath)('fitting a probe in the window', () => {
  const browser = useChromium();

  /** Opens the panel, chooses a file of labels and asks for the fit. */
  async function fit({ page, small }: WindowPage): Promise<string> {
    await page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Fit a probe to your labels...' }).click();
    await page.getByRole('heading', { name: 'Fit a probe', level: 2 }).waitFor();
    const button = page.getByRole('button', { name: 'Fit probe' });
    expect(await button.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Choose a file...' }).click();
    await page.getByRole('button', { name: 'my peaks.bed' }).click();
    await page.getByText('Saved as small+my-peaks').waitFor();
    await page.getByLabel('Held-out contigs').fill('chrT2');
    await button.click();
    await page.getByText('Probe my peaks', { exact: true }).waitFor();
    const [job] = await small.workbench.jobs();
    return job!.id;
  }

  it('asks for what was chosen, and shows what the probe is worth', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    const job = await fit(window);
    expect(small.requests('fitProbe')).toEqual([
      {
        ...{ project: 'project', model: 'small', labels: '/data/my peaks.bed', provider: 'auto' },
        ...{ id: 'my-peaks', name: 'my peaks', bin: 128, holdOut: ['chrT2'], byName: false },
      },
    ]);
    small.fitted(job);
    const card = page.getByRole('list', { name: 'Fitted probes' });
    await card.getByText('0.957 (0.900 to 0.990)').waitFor();
    await card.getByText('0.800 (- to -)').waitFor();
    await card.getByText('1,562 bins, 23 positive').waitFor();
    await card.getByRole('img', { name: /^Learning curve: AUROC/ }).waitFor();
    await card.getByRole('img', { name: 'ROC curve, AUROC 0.957, 23 positives' }).waitFor();
    await card.getByRole('img', { name: 'Precision-recall curve, AUPRC 0.800' }).waitFor();
    await card.getByRole('img', { name: /^Calibration: / }).waitFor();
    expect(await card.getByText('resembles training sequence').count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);

    await card.getByRole('button', { name: 'Predict with it...' }).click();
    await page.getByRole('heading', { name: 'Predict', level: 2 }).waitFor();
    expect(small.requests('updateProject')).toContainEqual({
      ...{ project: 'project', model: 'small+my-peaks' },
    });
    expect(window.thrown).toEqual([]);
  });

  it('warns where the held-out sequence is known from training', async () => {
    const window = await openWindow(browser(), { dark: true });
    await openTutorial(window);
    const job = await fit(window);
    window.small.fitted(job, 0.25);
    await window.page.getByText('25.0 % of the held-out sequence resembles training').waitFor();
    expect(await seriousFaults(window.page)).toEqual([]);
  });
});
