import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { WindowState } from '../../src-main/contract/index.ts';
import { launcher } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { environment, runMegabase } from './serve-process.ts';
import { listed, openTutorial, patience } from './steps.ts';
import { describeWindow } from './window.ts';

/** A program of the same user that speaks MCP, with one folder open to it. */
async function agent(home: string) {
  const folder = join(home, 'study');
  mkdirSync(folder, { recursive: true });
  const client = new Client({ name: 'An agent', version: '1' });
  const env = Object.entries(environment(home)).filter((entry) => entry[1] !== undefined);
  await client.connect(
    new StdioClientTransport({
      ...{ command: process.execPath, args: [launcher, 'mcp', folder], stderr: 'ignore' },
      env: Object.fromEntries(env) as Record<string, string>,
    }),
  );
  const call = async (name: string, given: Readonly<Record<string, unknown>> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: given });
    const [first] = content as { text?: string }[];
    const text = first?.text ?? '';
    // What does not fit a tool's schema, the SDK refuses in words.
    const value: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    return { isError: isError === true, value };
  };
  return { folder, call, close: () => client.close() };
}

type Agent = Awaited<ReturnType<typeof agent>>;

async function done({ call }: Agent, name: string, given = {}): Promise<unknown> {
  const { isError, value } = await call(name, given);
  expect(value).toEqual(isError ? 'no error' : value);
  return value;
}

async function refused(
  { call }: Agent,
  name: string,
  given: Readonly<Record<string, unknown>>,
  code: string,
  message: RegExp,
): Promise<void> {
  const { isError, value } = await call(name, given);
  expect(isError, JSON.stringify(value)).toBe(true);
  const matching = expect.stringMatching(message) as string;
  if (typeof value === 'string') expect([code, value]).toEqual(['words', matching]);
  else expect(value).toMatchObject({ error: { code, message: matching } });
}

/** Where a program says that its windows may be driven. */
const portsOf = (home: string) => join(home, 'megabase/driven-windows');

/** As a person does it, in the preferences; done when other programs can know of it, a moment later. */
async function allow(page: Page, home: string): Promise<void> {
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await dialog.getByLabel('Let other programs drive open windows').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await sign(page).waitFor();
  const ports = portsOf(home);
  await expect.poll(() => existsSync(ports) && readdirSync(ports).length, patience).toBe(1);
}

const sign = (page: Page) => page.getByText('Other programs may drive this window');

describeWindow('a window that other programs drive', (windowTest) => {
  windowTest(
    'does nothing of it until it is allowed, and nothing once it is not',
    async (tools) => {
      const { page } = await tools.open();
      const own = await agent(tools.home);
      try {
        await page.getByRole('button', { name: 'Take the tutorial' }).waitFor();
        await refused(own, 'window_goto', { locus: 'chrT1' }, 'window-off', /may be driven/);
        expect(await sign(page).isVisible()).toBe(false);
        await allow(page, tools.home);
        const ports = portsOf(tools.home);
        const [file] = readdirSync(ports);
        if (process.platform !== 'win32') {
          expect(statSync(ports).mode & 0o777).toBe(0o700);
          expect(statSync(join(ports, file!)).mode & 0o777).toBe(0o600);
        }
        const state = await done(own, 'window_state');
        expect(state).toMatchObject({ locus: '', rows: [] });
        await refused(own, 'window_goto', { locus: 'chrT1' }, 'usage', /No project is open/);
        await page.getByRole('button', { name: 'Stop' }).click();
        await sign(page).waitFor({ state: 'detached' });
        await refused(own, 'window_state', {}, 'window-off', /may be driven/);
        await expect.poll(() => readdirSync(ports), patience).toEqual([]);
      } finally {
        await own.close();
      }
    },
  );

  windowTest('goes, opens, shows, scales, marks and draws as a person does', async (tools) => {
    const { page, shoot } = await tools.open();
    const own = await agent(tools.home);
    try {
      await allow(page, tools.home);
      for (const file of ['tutorial.fa.gz', 'tutorial.gff3', 'sample.bam', 'sample.bam.bai']) {
        cpSync(join(root, 'resources/tutorial', file), join(own.folder, file));
      }
      await done(own, 'window_open', { path: 'tutorial.fa.gz' });
      await done(own, 'window_open', { path: 'tutorial.gff3' });
      await done(own, 'window_open', { path: 'sample.bam' });

      await done(own, 'window_goto', { locus: 'chrT1:312,001-327,000' });
      const box = page.getByRole('combobox', { name: 'Gene, region or variant' });
      await expect.poll(() => box.inputValue(), patience).toBe('chrT1:312,001-327,000');
      const bar = page.getByRole('region', { name: 'Driven by other programs' });
      await bar.getByText(/Go to chrT1:312,001-327,000 by An agent/).waitFor();

      writeFileSync(join(own.folder, 'v.bedgraph'), 'chrT1\t312000\t320000\t3\n');
      await done(own, 'window_open', { path: 'v.bedgraph' });
      await listed(page, 'v.bedgraph');
      await done(own, 'window_set_range', { row: 'v.bedgraph', min: 0, max: 10 });
      await done(own, 'window_show_rows', { rows: ['tutorial.gff3', 'v.bedgraph'] });
      await page.getByRole('group', { name: 'sample.bam' }).waitFor({ state: 'detached' });
      const state = (await done(own, 'window_state')) as WindowState;
      expect(state.rows.filter(({ shown }) => shown).map(({ name }) => name)).toEqual([
        'tutorial.gff3',
        'v.bedgraph',
      ]);

      await done(own, 'window_mark', { region: 'chrT1:313,001-314,000', name: 'of the agent' });
      const marked = (await done(own, 'window_state')) as WindowState;
      expect(marked.marks.map(({ name }) => name)).toEqual(['of the agent']);

      await done(own, 'window_figure', { out: 'view.svg', width: 120 });
      const project = state.project!.path;
      const same = join(tools.home, 'elsewhere');
      mkdirSync(same);
      await runMegabase(tools.home, [
        ...['figure', '--project', project, '--region', 'chrT1:312,001-327,000'],
        ...['--width', '120', '--out', join(same, 'view.svg')],
      ]);
      const svg = readFileSync(join(own.folder, 'view.svg'), 'utf8');
      expect(svg).toBe(readFileSync(join(same, 'view.svg'), 'utf8'));
      expect(svg).toContain('>of the agent<');
      expect(svg).toContain('>10<');
      await bar.getByRole('button', { name: /^Activity/ }).click();
      await shoot('driven by another program');

      // A person takes back what the program did, as if it was their own.
      await page.locator('#genome-browser').focus();
      await page.keyboard.press('Control+z');
      const marks = async () => ((await done(own, 'window_state')) as WindowState).marks;
      await expect.poll(marks, patience).toEqual([]);
      await page.keyboard.press('Control+z');
      await listed(page, 'sample.bam');
    } finally {
      await own.close();
    }
  });

  windowTest(
    'refuses what is not there, not asked well, or not open to the program',
    async (tools) => {
      const { page, shoot } = await tools.open({ dark: true });
      const own = await agent(tools.home);
      try {
        await openTutorial(page);
        await allow(page, tools.home);
        await refused(own, 'window_goto', { locus: 'chrT9:1-100' }, 'contig-unknown', /chrT9/);
        await refused(own, 'window_goto', { locus: '' }, 'words', /locus/);
        await refused(own, 'window_goto', { locus: 'x'.repeat(5_000) }, 'words', /locus/);
        await refused(own, 'window_goto', { locus: 'chrT1', more: 1 }, 'words', /more/);
        await refused(
          own,
          'window_goto',
          { locus: 'chrT1', window: 'no' },
          'window-unknown',
          /"no"/,
        );
        await refused(own, 'window_show_rows', { rows: ['<b>none</b>'] }, 'usage', /no row/);
        await refused(
          own,
          'window_set_range',
          { row: 'sample.bam', min: 0, max: 1 },
          'usage',
          /no scale/,
        );
        await refused(own, 'window_goto', { locus: 'T1G04' }, 'contig-unknown', /begin T1G04/);
        const two = 'chrT1:1-100 chrT1:301-400';
        await refused(own, 'window_mark', { region: two }, 'usage', /One region is expected/);
        await refused(
          own,
          'window_figure',
          { out: 'two.svg', region: two },
          'usage',
          /One region is expected/,
        );
        await refused(own, 'window_open', { path: '.' }, 'usage', /no project, genome or file/);
        await refused(own, 'window_mark', { region: 'chrT1:5-1' }, 'region-syntax', /5/);
        await refused(own, 'window_open', { path: '/etc/passwd' }, 'path-outside', /\/etc\/passwd/);
        await refused(
          own,
          'window_open',
          { path: '/x/y.megabase' },
          'path-outside',
          /opened before/,
        );
        await refused(own, 'window_open', { path: 'none.bam' }, 'usage', /none\.bam/);
        await refused(own, 'window_figure', { out: '../out.svg' }, 'path-outside', /out\.svg/);
        await refused(own, 'window_figure', { out: 'f.gif' }, 'output-format', /f\.gif/);
        writeFileSync(join(own.folder, 'mine.svg'), 'mine');
        await refused(own, 'window_figure', { out: 'mine.svg' }, 'output-exists', /mine\.svg/);
        expect(readFileSync(join(own.folder, 'mine.svg'), 'utf8')).toBe('mine');
        const many = Array.from({ length: 100 }, () => own.call('window_state'));
        const answers = await Promise.all(many);
        expect(answers.some(({ isError }) => !isError)).toBe(true);
        await shoot('refused to another program');
      } finally {
        await own.close();
      }
    },
  );
});
