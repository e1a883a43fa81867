import type { Browser, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { soon, useChromium } from './use-chromium.ts';
import {
  chromiumPath,
  openTutorial,
  openWindow,
  seriousFaults,
  type WindowPage,
} from './window-page.ts';

/** What a test reads of igv's elements in the page; their own types need a browser's library. */
interface Viewport {
  readonly clientWidth: number;
  querySelector(selector: 'canvas'): {
    readonly width: number;
    readonly height: number;
    readonly clientWidth: number;
    readonly offsetLeft: number;
    getContext(kind: '2d'): {
      getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array };
    };
  } | null;
}

const visible = { start: 490_000, end: 720_000 };

/** igv's part of the window that shows the arcs; it must be one. */
function track(page: Page): Locator {
  return page.locator('.igv-viewport[aria-label="Effects on Promoter"]');
}

interface Arc {
  readonly sign: 'loses' | 'gains';
  /** px from the track's top to the arc, where it is highest. */
  readonly y: number;
}

/** The topmost arc in the column over a base, by its colour; undefined where there is none. */
function arcOver(page: Page, base: number): Promise<Arc | undefined> {
  const share = (base - visible.start) / (visible.end - visible.start);
  return track(page).evaluate((viewport: Viewport, share) => {
    const canvas = viewport.querySelector('canvas');
    if (!canvas || canvas.width === 0) return undefined;
    const scale = canvas.width / canvas.clientWidth;
    const x = Math.round((share * viewport.clientWidth - canvas.offsetLeft) * scale);
    // Three columns: the arc that gains is dashed, and may have its gap here.
    const { data } = canvas.getContext('2d').getImageData(x - 4, 0, 9, canvas.height);
    for (let y = Math.round(4 * scale); y < canvas.height; y++) {
      for (let column = 0; column < 9; column++) {
        const [r, , b, a] = data.subarray(4 * (9 * y + column)) as unknown as number[];
        if (a! < 60 || Math.abs(r! - b!) < 60) continue;
        return { sign: b! > r! ? ('loses' as const) : ('gains' as const), y: y / scale };
      }
    }
    return undefined;
  }, share);
}

/** Middles of the three links from 0.1 on, bp. */
const middles = { left: 535_569, middle: 613_393, right: 681_857 };

async function goTo({ page }: WindowPage): Promise<void> {
  const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
  await locus.fill('chrT1:490,001-720,000');
  await locus.press('Enter');
  await soon(() => locus.inputValue()).toBe('chrT1:490,001-720,000');
}

async function clickBase(page: Page, base: number, y: number): Promise<void> {
  const box = (await track(page).boundingBox())!;
  const share = (base - visible.start) / (visible.end - visible.start);
  await page.mouse.click(box.x + share * box.width, box.y + y);
}

/** With a map over the region in which its three links stand side by side. */
async function openMap(browser: Browser, options = {}): Promise<WindowPage> {
  const window = await openWindow(browser, { withMap: true, ...options });
  await openTutorial(window);
  await window.page.getByRole('button', { name: 'Close tutorial' }).click();
  await goTo(window);
  await soon(() => arcOver(window.page, middles.left)).toMatchObject({ sign: 'loses' });
  return window;
}

const cardOf = (page: Page) => page.getByRole('region', { name: 'Selected effect' });
const linksOf = (page: Page) => page.getByRole('list', { name: 'Links, largest first' });

describe.skipIf(!chromiumPath)('distal maps', () => {
  const browser = useChromium();

  it('are asked for in the panel and drawn as arcs, blue where a target loses, orange where it gains', async () => {
    const window = await openWindow(browser());
    const { page, small } = window;
    await openTutorial(window);
    await page.getByRole('button', { name: 'Close tutorial' }).click();
    await goTo(window);
    await page.keyboard.press('Escape');
    await page.getByRole('application').press('e');
    await page.getByRole('heading', { name: 'Effects', level: 2 }).waitFor();
    await page.getByText('2 elements, 2 perturbed sequences').waitFor();
    await page.getByText('about 1 min 15 s').waitFor();
    await page.getByLabel('Shuffle', { exact: true }).check();
    await page.getByLabel('Number of shuffles').fill('5');
    await page.getByLabel('Random places beside each element').fill('20');
    await page.getByRole('button', { name: 'Knock out', exact: true }).click();
    await page
      .getByRole('group', { name: 'Effects on Promoter' })
      .getByText('3 links ≥ 0.1')
      .waitFor();
    expect(small.requests('findEffects')).toEqual([
      {
        ...{
          project: 'project',
          region: 'chrT1:490,001-720,000',
          model: 'small',
          provider: 'auto',
        },
        elements: { kind: 'track', track: 'promoter', threshold: 0.5 },
        ...{ targets: 'tutorial.gff3', targetTrack: 'promoter' },
        knockOut: { kind: 'shuffle', times: 5 },
        background: 20,
      },
    ]);
    await page.keyboard.press('Escape');
    await soon(() => arcOver(page, middles.left)).toMatchObject({ sign: 'loses' });
    await soon(() => arcOver(page, middles.middle)).toMatchObject({ sign: 'loses' });
    await soon(() => arcOver(page, middles.right)).toMatchObject({ sign: 'gains' });
    // The longer a link, the higher its arc.
    const [left, middle] = [await arcOver(page, middles.left), await arcOver(page, middles.middle)];
    expect(middle!.y).toBeLessThan(left!.y - 10);
    expect(window.thrown).toEqual([]);
    expect(window.foreign).toEqual([]);
  });

  it('show fewer links when the threshold is raised, in the panel and in the genome', async () => {
    const { page } = await openMap(browser());
    await page.keyboard.press('e');
    const rows = linksOf(page).getByRole('button');
    await page.getByText('3 links among 4 pairs · unit: probability').waitFor();
    expect(await rows.count()).toBe(3);
    const slider = page.getByRole('slider', { name: 'Minimum effect' });
    await slider.fill('0.2');
    await page.getByText('2 links among 4 pairs · unit: probability').waitFor();
    expect(await rows.allInnerTexts()).toMatchObject([/T1G083/, /T1G089/]);
    await page.getByText('2 links ≥ 0.2').waitFor();
    await page.getByLabel('Minimum effect, as a number').fill('0.4');
    await page.keyboard.press('Enter');
    await page.getByText('1 link among 4 pairs · unit: probability').waitFor();
    await page.keyboard.press('Escape');
    await goTo({ page } as WindowPage);
    await soon(() => arcOver(page, middles.middle)).toBeUndefined();
    expect(await arcOver(page, middles.right)).toBeUndefined();
    expect(await arcOver(page, middles.left)).toMatchObject({ sign: 'loses' });
  });

  it('tell a link by its arc, an element and a target by the lane, and a gene by the annotation', async () => {
    const { page, thrown } = await openMap(browser());
    const card = cardOf(page);
    const { y } = (await arcOver(page, middles.middle))!;
    await clickBase(page, middles.middle, y + 1);
    await card.getByRole('heading', { name: 'left enhancer > T1G089' }).waitFor();
    const said = await card.innerText();
    for (const fact of [
      ...['loses 0.25', 'chrT1:563,073-563,200, 128 bp', 'chrT1:663,586-663,714'],
      ...['T1G089, strand +', '100,514 bp to the right', '0.5 probability', '0.25 probability'],
      ...['shuffled, mean of 3', '-0.25 to -0.25', '0.01'],
      ...['larger than 100 % of up to 40 random places near it (mean 0, SD 0.0313)'],
    ]) {
      expect(said).toContain(fact);
    }
    const box = (await track(page).boundingBox())!;
    const share = (middles.left - visible.start) / (visible.end - visible.start);
    const over = (await arcOver(page, middles.left))!;
    await page.mouse.move(box.x + share * box.width, box.y + over.y + 1);
    await soon(() => track(page).getAttribute('title')).toContain(
      'the target loses 0.5 probability: 0.75 intact, 0.25 knocked out',
    );

    // Elements and targets stand in the lane at the foot.
    const lane = box.height - 10;
    await clickBase(page, 563_136, lane);
    await card.getByText('left enhancer: acts on 2 targets').waitFor();
    await clickBase(page, 663_649, lane);
    await card.getByText(/^T1G089, .*: affected by 2 elements$/).waitFor();
    expect(await card.getByRole('listitem').count()).toBe(2);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });

    const genes = page.locator('.igv-viewport[aria-label="tutorial.gff3"]');
    const place = (await genes.boundingBox())!;
    const gene = (507_603 - visible.start) / (visible.end - visible.start);
    // In igv's first row.
    await page.mouse.click(place.x + gene * place.width, place.y + 16);
    await card.getByText(/^T1G083, .*: affected by 1 element$/).waitFor();
    await page.getByRole('region', { name: 'Selected feature' }).waitFor();
    expect(thrown).toEqual([]);
  });

  it('are read by keys alone', async () => {
    const { page } = await openMap(browser());
    const locus = page.getByRole('combobox', { name: 'Gene, region or variant' });
    await page.keyboard.press('e');
    const rows = linksOf(page).getByRole('button');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await soon(() => rows.nth(1).getAttribute('aria-pressed')).toBe('true');
    await soon(() => locus.inputValue()).toMatch(/^chrT1:550,\d{3}-676,\d{3}$/);
    const card = cardOf(page);
    await card.getByRole('button', { name: 'Elements acting on T1G089' }).focus();
    await page.keyboard.press('Enter');
    await card.getByText(/affected by 2 elements$/).waitFor();
    await card.getByRole('button', { name: /right element/ }).focus();
    await page.keyboard.press('Enter');
    await card.getByRole('heading', { name: 'right element > T1G089' }).waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Effects', level: 2 }).waitFor({ state: 'detached' });
  });

  it('are hidden, exported, deleted, and made again where the cache lost them', async () => {
    const { page, small } = await openMap(browser());
    await page.keyboard.press('e');
    await page.getByLabel('Shown', { exact: true }).uncheck();
    await track(page).waitFor({ state: 'detached' });
    small.lost.add('first map');
    await page.reload();
    await page.getByRole('group', { name: 'sample.bam' }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Shown', { exact: true }).check();
    await page.getByText('3 of 3 sequences are no longer in the cache.').waitFor();
    await page.getByRole('button', { name: 'Knock out again: chrT1:500,001-720,000' }).click();
    await page.getByText('3 links among 4 pairs · unit: probability').waitFor();
    expect(small.requests('findEffectsAgain')).toEqual([
      { project: 'project', map: 'first map', provider: 'auto' },
    ]);

    await page.getByRole('slider', { name: 'Minimum effect' }).fill('0.2');
    await page.getByRole('button', { name: /^Export the map of/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Export a distal map' });
    await dialog.getByLabel('File', { exact: true }).fill('/data/links.bedpe');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('3 records').waitFor();
    expect(small.requests('exportEffects')).toEqual([
      {
        ...{ project: 'project', map: 'first map', format: 'bedpe', threshold: 0.2 },
        ...{ path: '/data/links.bedpe', replace: [] },
      },
    ]);
    // What has no threshold is not kept from being written by one.
    await dialog.getByLabel('Threshold').fill('much');
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Export', exact: true }).isEnabled())
      .toBe(false);
    await dialog.getByLabel('Format').selectOption('tsv');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect
      .poll(() => small.requests('exportEffects').at(-1))
      .toEqual({
        ...{ project: 'project', map: 'first map', format: 'tsv', path: '/data/links.tsv' },
        replace: [],
      });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Delete the map of/ }).click();
    await page.getByRole('button', { name: 'Delete map' }).click();
    await track(page).waitFor({ state: 'detached' });
    expect(small.requests('deleteMap')).toEqual([{ project: 'project', map: 'first map' }]);
  });

  it('are held beside the true links by the tutorial', async () => {
    const window = await openWindow(browser());
    const { page } = window;
    await openTutorial(window);
    const next = page.getByRole('button', { name: 'Next' });
    const reveal = page.getByRole('button', { name: 'Reveal the true links' });
    while (!(await reveal.isVisible())) await next.click();
    await page.getByText('The distal map of the step before comes first.').waitFor();
    expect(await reveal.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Knock out chrT1:550,001-680,000' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await reveal.click();
    await page.getByText('3 true links, below').waitFor();
    await page
      .getByText(
        '2 of 2 true links that a single knock-out can reveal are predicted. 1 predicted link is a false positive.',
      )
      .waitFor();
  });

  it.each([{ dark: false }, { dark: true }])(
    'have no serious fault for axe-core (dark: $dark)',
    async ({ dark }) => {
      const { page } = await openMap(browser(), { dark });
      await page.keyboard.press('e');
      await page.getByText('2 elements, 2 perturbed sequences').waitFor();
      await linksOf(page).getByRole('button').first().click();
      await cardOf(page).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: /^Export the map of/ }).click();
      await page.getByRole('dialog', { name: 'Export a distal map' }).waitFor();
      expect(await seriousFaults(page), 'export').toEqual([]);
    },
  );
});
