/**
 * `npm run bench:window`, on the built window: how soon a project that is opened shows a picture, how
 * soon a step or a zoom is answered with chrT1's four rows and reads, and how smoothly 100,000 variants
 * scroll. In a Chromium without a GPU.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { formatTable } from '../../src-main/cli/console/table.ts';
import { defined } from '../../src-main/contract/index.ts';
import { FileRegistry, startServer } from '../../src-main/transport/index.ts';
import { startServe } from '../e2e/serve-process.ts';
import { SmallWorkbench } from '../renderer/small-workbench.ts';
import { chromiumPath } from '../support/chromium.ts';
import { root } from '../support/paths.ts';
import { advise } from '../transport/fake-workbench.ts';

const patience = { timeout: 300_000 };
const rows = ['Enhancer', 'Insulator', 'Promoter', 'Active promoter', 'sample.bam'];
const times = 7;
const steps = 12;
const variants = 100_000;
const scrollSeconds = 5;

interface Line {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
  readonly isMet: boolean;
}

/** In the page: the canvas of each row that is drawn, and igv's root. */
const find = `
  const all = () => [...document.querySelectorAll('#genome-browser *')];
  const tree = () => all().map((one) => one.shadowRoot).find(Boolean);
  const viewports = () => [...(tree()?.querySelectorAll('.igv-viewport') ?? [])];
  const rows = ${JSON.stringify(rows)};
  const isDrawn = () => rows.every((row) =>
    viewports().find((one) => one.ariaLabel === row)?.querySelector('canvas')?.width > 0);
`;

const home = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const browser = await chromium.launch({
  executablePath: defined(chromiumPath),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  report([...(await measureProject()), ...(await measureTable(browser))]);
} finally {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
}

async function measureProject(): Promise<Line[]> {
  const server = await startServe(home);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.url);
    await predictContig(page);
    await goTo(page, 'chrT1:310,001-330,000');
    await allDrawn(page);
    const opened: number[] = [];
    for (let time = 0; time < times; time++) opened.push(await openAgain(page));
    const answers = [];
    for (const [keys, what] of [
      [['ArrowRight', 'ArrowLeft'], 'step of a quarter'],
      [['+', '-'], 'zoom by two'],
    ] as const) {
      // What is near is in the cache of the page and of the server.
      await answer(page, keys[0]);
      await answer(page, keys[1]);
      const measured = [];
      for (let step = 0; step < steps; step++) measured.push(await answer(page, keys[step % 2]!));
      answers.push(
        line(
          `${what}, first change`,
          measured.map(({ first }) => first),
          50,
        ),
        line(
          `${what}, complete`,
          measured.map(({ last }) => last),
          150,
        ),
        line(
          `${what}, processor`,
          measured.map(({ processor }) => processor),
          150,
        ),
      );
    }
    await page.close();
    return [line('page and project to a whole picture', opened, 1500), ...answers];
  } finally {
    await server.stop();
  }
}

async function predictContig(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Take the tutorial' }).click();
  await page.getByRole('group', { name: 'sample.bam' }).waitFor(patience);
  await page.getByRole('button', { name: 'Close tutorial' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();
  await page.getByLabel('Region', { exact: true }).fill('chrT1:1-1,000,000');
  await page.getByText(/^(Memory|Already computed)/).waitFor(patience);
  await page
    .getByRole('button', { name: /^Predict( \(already computed\))?$/ })
    .last()
    .click();
  await page.getByRole('region', { name: 'Jobs' }).getByText('done').waitFor(patience);
  await page.keyboard.press('Escape');
}

async function goTo(page: Page, locus: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
  await box.fill(locus);
  await box.press('Enter');
}

async function allDrawn(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    ${find}
    const look = () => (isDrawn() ? resolve() : setTimeout(look, 50));
    look();
  })`);
  await page.waitForLoadState('networkidle');
}

/** ms from asking for the page of the open project to all of its rows. */
async function openAgain(page: Page): Promise<number> {
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address, { waitUntil: 'commit' });
  const ms = await page.evaluate<number>(`new Promise((resolve, reject) => {
    ${find}
    const look = () => {
      if (isDrawn()) resolve(performance.now());
      else if (performance.now() > 30_000) reject(new Error('nothing was drawn in 30 s'));
      else requestAnimationFrame(look);
    };
    look();
  })`);
  await page.waitForLoadState('networkidle');
  return ms;
}

interface Answer {
  readonly first: number;
  readonly last: number;
  readonly processor: number;
}

/** ms from a key to the first and to the last thing that changes in what igv draws, and of the page's thread. */
async function answer(page: Page, key: string): Promise<Answer> {
  await page.locator('#genome-browser').focus();
  const thread = await page.context().newCDPSession(page);
  await thread.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await thread.send('Performance.getMetrics');
    return 1000 * defined(metrics.find(({ name }) => name === 'TaskDuration')).value;
  };
  await page.evaluate(`(() => {
    ${find}
    const changes = [];
    const observer = new MutationObserver((records) => {
      const isCanvas = ({ addedNodes, target }) =>
        [...addedNodes].some((node) => node.tagName === 'CANVAS') || target.tagName === 'CANVAS';
      if (records.some(isCanvas)) changes.push(performance.now());
    });
    observer.observe(tree(), { subtree: true, childList: true, attributes: true });
    window.answered = new Promise((resolve) => addEventListener('keydown', () => {
      const from = performance.now();
      setTimeout(() => {
        observer.disconnect();
        resolve({ first: (changes[0] ?? Infinity) - from, last: (changes.at(-1) ?? Infinity) - from });
      }, 1500);
    }, { once: true, capture: true }));
  })()`);
  const before = await busy();
  await page.keyboard.press(key);
  const times = await page.evaluate<Omit<Answer, 'processor'>>('window.answered');
  const processor = (await busy()) - before;
  await thread.detach();
  return { ...times, processor };
}

async function measureTable(browser: Browser): Promise<Line[]> {
  const files = new FileRegistry();
  const { workbench, events } = new SmallWorkbench(files, { variants });
  const built = join(root, 'out', 'renderer');
  const server = await startServer({ workbench, events, advise, files, page: built, port: 0 });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Take the tutorial' }).click();
    await page.getByText(`${variants.toLocaleString('en-US')} variants`).waitFor(patience);
    await page.waitForLoadState('networkidle');
    const { frames, late, blank } = await page.evaluate<Scrolled>(`new Promise((resolve) => {
      const grid = document.querySelector('[role=grid]');
      const began = performance.now();
      let [last, frames, late, blank] = [began, 0, 0, 0];
      const step = (now) => {
        frames += 1;
        if (now - last > 25) late += 1;
        last = now;
        const top = grid.getBoundingClientRect().top;
        const row = document.elementFromPoint(grid.getBoundingClientRect().left + 40, top + 60);
        if (row?.textContent.trim() === '…') blank += 1;
        // Some forty rows a frame: the wheel of an impatient person.
        grid.scrollTop += 1000;
        if (now - began < ${scrollSeconds * 1000}) requestAnimationFrame(step);
        else resolve({ frames, late, blank });
      };
      requestAnimationFrame(step);
    })`);
    await page.close();
    const rate = frames / scrollSeconds;
    const aims = '60 frames/s';
    return [
      {
        what: `${variants.toLocaleString('en-US')} variants scrolled`,
        measured: `${rate.toFixed(1)} frames/s, ${late} of ${frames} late, ${blank} before their rows`,
        ...{ aim: aims, isMet: rate >= 57 },
      },
    ];
  } finally {
    await server.close();
  }
}

interface Scrolled {
  readonly frames: number;
  /** After more than one and a half frames. */
  readonly late: number;
  /** Frames in which the first row was not there yet. */
  readonly blank: number;
}

function line(what: string, ms: readonly number[], aim: number): Line {
  const sorted = ms.toSorted((a, b) => a - b);
  const median = defined(sorted[Math.floor(sorted.length / 2)]);
  const most = defined(sorted.at(-1));
  return {
    ...{ what, measured: `${Math.round(median)} ms (most ${Math.round(most)})` },
    ...{ aim: `${aim} ms`, isMet: median <= aim },
  };
}

function report(lines: readonly Line[]): void {
  const table = lines.map(({ what, measured, aim, isMet }) => [
    ...[what, measured, aim, isMet ? 'met' : 'missed'],
  ]);
  process.stdout.write(`${formatTable([['', 'median', 'aim', ''], ...table]).join('\n')}\n`);
}
