import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  seriousFaultsDarkAndLight,
  type WindowPage,
} from './window-page.ts';

describe.skipIf(!chromiumPath)('evaluating a model in the window', () => {
  const browser = useChromium();
  const evaluations = (page: Page) => page.getByRole('list', { name: 'Evaluations' });

  /** Opens the panel, chooses a file of labels and asks for the evaluation. */
  async function evaluate({ page }: WindowPage, task?: string): Promise<void> {
    await page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Evaluate on labelled data...' }).click();
    await page.getByRole('heading', { name: 'Evaluate', level: 2 }).waitFor();
    const button = page.getByRole('button', { name: 'Evaluate', exact: true });
    expect(await button.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Choose a file...' }).click();
    await page.getByRole('button', { name: 'my peaks.bed' }).click();
    await page.getByText('The label is column 5 if numeric, else column 4.').waitFor();
    if (task !== undefined) await page.getByLabel('What the labels are').selectOption(task);
    await button.click();
    await evaluations(page).getByText('95 % confidence intervals').waitFor();
  }

  it('asks for what was chosen, shows its charts, and leads to the rows that are wrong', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await evaluate(window);
    expect(small.requests('evaluate')).toEqual([
      {
        ...{ project: 'project', model: 'small', labels: '/data/my peaks.bed', provider: 'auto' },
        ...{ task: 'enhancers', track: 'promoter', pool: 'max' },
      },
    ]);
    const card = evaluations(page);
    const { positive } = await positives(card.getByText(/positive \(base rate/).innerText());
    await card.getByText('0.957 (0.900 to 0.990)').waitFor();
    await card.getByRole('img', { name: /^ROC curve, AUROC 0\.957/ }).waitFor();
    await card.getByRole('img', { name: /^Calibration: / }).waitFor();
    await card.getByText('2 rows skipped').waitFor();

    // The keys alone: a lower threshold has more rows of label 0 at or above it, to that of all.
    const threshold = card.getByRole('slider', { name: 'Threshold of Enhancers on my peaks.bed' });
    const wrong = () => card.getByText(/^Label 0, at or above the threshold: /).innerText();
    await threshold.press('End');
    const negative = String(400 - positive);
    await soon(wrong).toBe(`Label 0, at or above the threshold: ${negative}`);
    await threshold.press('Home');
    await soon(wrong).not.toBe(`Label 0, at or above the threshold: ${negative}`);

    // A click at the lower left corner of a curve is where the highest scores alone are called.
    const chart = card.getByRole('img', { name: /^ROC curve/ }).locator('canvas');
    await chart.click({ position: { x: 262, y: 40 } });
    await soon(wrong).toBe(`Label 0, at or above the threshold: ${negative}`);
    const list = card.getByRole('list', { name: /^Label 0/ });
    const first = list.getByRole('button').first();
    const place = /chrT1:([\d,]+)-/.exec(await first.innerText())![1]!;
    await first.press('Enter');
    const base = Number(place.replaceAll(',', ''));
    await soon(() =>
      page.getByRole('combobox', { name: 'Gene, region or variant' }).inputValue(),
    ).toBe(
      `chrT1:${(base - 1000).toLocaleString('en-US')}-${(base + 1199).toLocaleString('en-US')}`,
    );
    expect(await seriousFaults(page)).toEqual([]);

    // The project is another with each mark: what is looked at stays.
    await page.keyboard.press('m');
    await soon(() => small.requests('updateProject').length).toBeGreaterThan(0);
    expect(small.requests('evaluation')).toHaveLength(1);
    expect(await wrong()).toBe(`Label 0, at or above the threshold: ${negative}`);

    await card.getByRole('button', { name: 'Export Enhancers on my peaks.bed' }).click();
    await page.getByLabel('Format').selectOption('pdf');
    const file = page.getByRole('textbox', { name: 'File' });
    expect(await file.getAttribute('placeholder')).toBe('my peaks_evaluation.pdf');
    await file.fill('/data/charts.pdf');
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    await soon(() => small.requests('exportEvaluation')).toEqual([
      {
        ...{ project: 'project', evaluation: 'enhancers', format: 'pdf' },
        ...{ path: '/data/charts.pdf', replace: [] },
      },
    ]);
    expect(window.thrown).toEqual([]);
  });

  it('shows values as a scatter plot whose points lead to their rows, in the dark too', async () => {
    const window = await openWindow(browser(), { dark: true });
    const { page, small } = window;
    await openTutorial(window);
    await evaluate(window, 'cage');
    const card = evaluations(page);
    await card.getByText('Furthest from their labels').waitFor();
    const plot = card.getByRole('img', { name: 'Observed against predicted values, R2 0.942' });
    await plot.locator('canvas').click({ position: { x: 150, y: 100 } });
    await card.getByText('Nearest to the point').waitFor();
    const { at } = small.requests('evaluationRows').at(-1) as { at: { kind: string } };
    expect(at.kind).toBe('point');
    expect(await seriousFaultsDarkAndLight(page)).toEqual([]);
    await card.getByRole('button', { name: 'Delete CAGE on my peaks.bed' }).click();
    await page.getByRole('button', { name: 'Delete evaluation' }).click();
    await soon(() => evaluations(page).count()).toBe(0);
    expect(window.thrown).toEqual([]);
  });
});

/** How many of the 400 rows are positive, as the card says it. */
async function positives(text: Promise<string>): Promise<{ positive: number }> {
  const [, positive] = /400 rows, (\d+) positive \(base rate 0\.\d+\)/.exec(await text)!;
  return { positive: Number(positive) };
}
