import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src-main/contract/index.ts';
import { sharedChromium } from '../support/chromium.ts';
import { root } from '../support/paths.ts';
import { buildOnce } from './build-once.ts';
import { chromiumPath, openPage, pageOrigin } from './page.ts';
import { predict } from './predict.ts';
import { startProgram } from './program.ts';

beforeAll(buildOnce);

describe('in the desktop program', () => {
  it('a prediction is computed by a utility process, without telemetry and TF32', async () => {
    const program = await startProgram();
    const workbench = program.workbench();
    const { project, job } = await predict(workbench, 'chrT1:1-20,000');
    const { state, run, provider } = await job;
    expect({ state, provider }).toEqual({ state: 'done', provider: 'cpu' });
    const start = { project: project.id, run: run!, start: 0, end: 20_000 };
    const view = await workbench.view({ ...start, track: 'promoter', bpPerPixel: 128 });
    expect(view.mean.length).toBeGreaterThan(100);
    expect(await program.heard('compute')).toMatchObject({
      serviceName: 'Megabase compute',
      telemetry: '1',
      tf32: '0',
    });
    const files = readdirSync(program.home, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.includes('.onnxruntime'))).toEqual([]);
  });

  it('variants are parsed by a utility process of their own', async () => {
    const program = await startProgram();
    const workbench = program.workbench();
    const { id: project, tracks } = await workbench.openGuide({ guide: 'tutorial' });
    const ended = Promise.withResolvers<Job>();
    workbench.onEvent((event) => {
      if (event.kind === 'job' && ['done', 'failed', 'cancelled'].includes(event.job.state)) {
        ended.resolve(event.job);
      }
    });
    const [variants, genes] = ['sample.vcf.gz', 'tutorial.gff3'].map(
      (file) => tracks.find(({ name }) => name === file)!.id,
    );
    await workbench.scoreVariants({
      ...{ project, source: variants!, targets: genes!, model: 'hawk-tutorial', provider: 'cpu' },
      ...{ masked: false, haplotypes: false, region: 'chrT2:1-8,000', flank: 100 },
    });
    const { state, error } = await ended.promise;
    expect({ state, error }).toEqual({ state: 'done', error: undefined });
    expect(await program.heard('parser')).toMatchObject({ serviceName: 'Megabase parser' });
  });

  it('a compute process that is killed costs nothing but time', async () => {
    const program = await startProgram();
    let killed = 0;
    const kill = ({ progress }: Job) => {
      if (killed > 0 || (progress?.fraction ?? 0) < 0.2) return;
      killed = program.told.findLast(({ told }) => told === 'compute')!['pid'] as number;
      process.kill(killed, 'SIGKILL');
    };
    const { job } = await predict(program.workbench(), 'chrT1:1-80,000', kill);
    const { state, notes } = await job;
    expect(killed).toBeGreaterThan(0);
    expect(state).toBe('done');
    expect(notes.join()).toMatch(/was killed by the system.*continuing from the last checkpoint/);
    expect(program.count('compute')).toBe(2);
  });

  it('a fatal error of the compute process is a failed job in words, not a box', async () => {
    const program = await startProgram();
    let deaths = 0;
    const { job } = await predict(program.workbench(), 'chrT1:1-80,000', ({ progress }) => {
      if (!progress || program.count('compute') === deaths) return;
      deaths = program.count('compute');
      void program.do('fatal-error');
    });
    const { state, error, notes } = await job;
    expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'compute-died' });
    expect(error?.message).toContain('(fatal error in v8::ArrayBuffer::New)');
    expect(notes.join()).toContain('continuing from the last checkpoint');
    expect(program.count('error-box')).toBe(0);
    const log = readFileSync(join(program.home, 'megabase/logs/megabase.log'), 'utf8');
    expect(log).toMatch(/A job failed: .*compute-died/);
  });

  it('shows how far jobs are, keeps the computer awake, and asks before it quits', async () => {
    const program = await startProgram();
    const workbench = program.workbench();
    const halfway = Promise.withResolvers<void>();
    const { job } = await predict(workbench, 'chrT1:1-400,000', ({ progress }) => {
      if ((progress?.fraction ?? 0) > 0) halfway.resolve();
    });
    await halfway.promise;
    expect(await program.heard('awake')).toMatchObject({ kind: 'prevent-app-suspension' });
    await program.heard('progress-bar', ({ share }) => Number(share) > 0 && Number(share) < 1);
    // The last window is closed, and the answer is to keep running.
    expect(await program.do('window-event', { event: 'close' })).toBe(true);
    const { options } = await program.heard('message-box');
    expect(options).toMatchObject({
      message: 'Quit while a job is running?',
      buttons: ['Keep running', 'Quit'],
      detail: expect.stringMatching(/^chrT1:1-400,000 with .*, \d+ % done/) as string,
    });
    await program.do('quit');
    expect(program.count('exit')).toBe(0);
    const [{ id } = { id: '' }] = await workbench.jobs();
    await workbench.cancelJob({ id });
    expect(await job).toMatchObject({ state: 'cancelled' });
    await program.heard('may-sleep');
    await program.heard('progress-bar', ({ share }) => share === -1);
    expect(await program.do('window-event', { event: 'close' })).toBe(false);
    expect(program.count('message-box')).toBe(2);
  });

  it('quitting in the middle of a job waits until the compute process is gone', async () => {
    const program = await startProgram();
    const running = Promise.withResolvers<void>();
    await predict(program.workbench(), 'chrT1:1-400,000', ({ progress }) => {
      if (progress) running.resolve();
    });
    await running.promise;
    const { pid } = await program.heard('compute');
    await program.do('answer', { button: 1 });
    await program.do('quit');
    await program.do('quit').catch(() => undefined);
    expect(await program.ended()).toBe(0);
    expect(() => process.kill(pid as number, 0)).toThrow('ESRCH');
    expect(program.count('exit')).toBe(1);
  });
});

describe.skipIf(!chromiumPath)('in the page, by the preload script', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await sharedChromium();
  });

  it('there is the bridge and nothing else of Electron', async () => {
    const { page, strays, faults } = await openPage(browser, await startProgram());
    expect(await page.evaluate('Object.keys(window.megabase).sort()')).toEqual([
      'offerTerminalCommand',
      'onClose',
      'onCommand',
      'onMessage',
      'pathOf',
      'pickFiles',
      'platform',
      'saveFile',
      'send',
      'showProject',
      'terminalCommand',
    ]);
    expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
    expect(await page.locator('#app').textContent()).not.toBe('');
    expect(strays).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('files are picked and saved by the system, and dropped ones have their path', async () => {
    const program = await startProgram();
    const { page } = await openPage(browser, program);
    const picked = page.evaluate("window.megabase.pickFiles({ title: 'Add files' })");
    expect(await picked).toEqual([]);
    await program.do('answer', { open: ['/data/a.bam'], save: '/data/a.bed' });
    expect(await page.evaluate("window.megabase.pickFiles({ title: 'Add files' })")).toEqual([
      '/data/a.bam',
    ]);
    const saved = page.evaluate("window.megabase.saveFile({ title: 'Export', name: 'a.bed' })");
    expect(await saved).toBe('/data/a.bed');
    expect(await page.evaluate("window.megabase.pathOf(new File([], 'a.bam'))")).toBe(
      '/dropped/a.bam',
    );
  });

  it('a dropped file is added from where it lies', async () => {
    const { page } = await openPage(browser, await startProgram());
    await page.getByRole('button', { name: 'Take the tutorial' }).click();
    await page.getByRole('group', { name: 'sample.bam' }).waitFor();
    const session = await page.context().newCDPSession(page);
    const file = join(root, 'resources/tutorial/sample.bam');
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data });
    }
    // The stand-in says that all files were dropped from there.
    await page.getByText('There is no file /dropped/sample.bam.').waitFor();
  });

  it('a genome the program was started with is opened', async () => {
    const genome = join(root, 'resources/tutorial/tutorial.fa.gz');
    const { page, faults } = await openPage(browser, await startProgram({ files: [genome] }));
    await expect.poll(() => page.title()).toBe('tutorial · Megabase');
    expect(faults).toEqual([]);
  });

  it('the export of the menu reaches the page', async () => {
    const program = await startProgram();
    const { page } = await openPage(browser, program);
    await page.evaluate('window.megabase.onCommand((command) => (window.told = command))');
    await program.do('menu', { path: ['&File', '&Export...'] });
    await expect.poll(() => page.evaluate('window.told')).toEqual({ kind: 'export' });
  });

  it.runIf(process.platform === 'linux')(
    'an installed application offers its command for the terminal in the preferences',
    async () => {
      const program = await startProgram({ isPackaged: true });
      const { page, faults } = await openPage(browser, program);
      const dialog = page.getByRole('dialog', { name: 'Preferences' });
      await page.getByRole('button', { name: 'Preferences' }).click();
      await dialog.getByText('Use Megabase in the terminal, too, as megabase.').waitFor();
      await dialog.getByRole('button', { name: 'Set up...' }).click();
      const path = join(program.home, '.local/bin/megabase');
      await dialog.getByText(`The command megabase is at ${path}.`).waitFor();
      expect((await program.heard('message-box'))['options']).toMatchObject({
        message: 'Use Megabase in the terminal?',
      });
      expect(lstatSync(path).isSymbolicLink()).toBe(true);
      expect(faults).toEqual([]);
    },
  );

  it('a prediction and the bytes of its genome come', async () => {
    const { page, workbench, strays } = await openPage(browser, await startProgram());
    const { project, job } = await predict(workbench, 'chrT1:1-20,000');
    expect(await job).toMatchObject({ state: 'done' });
    const read = `fetch(${JSON.stringify(project.genome!.sequence.url)}, { headers: { range: 'bytes=0-1' } })
      .then(async (reply) => [reply.status, ...new Uint8Array(await reply.arrayBuffer())])`;
    // The first bytes of a gzip file.
    expect(await page.evaluate(read)).toEqual([206, 0x1f, 0x8b]);
    expect(strays).toEqual([]);
  });

  it('nothing but the own origin can be reached', async () => {
    const { page, strays } = await openPage(browser, await startProgram());
    const fetched = page.evaluate(
      "fetch('https://igv.org/data/url_mappings.tsv').then(() => 'answered', () => 'refused')",
    );
    expect(await fetched).toBe('refused');
    // Later, when what the test itself evaluates is over: that the policy lets through.
    const evaluated = page.evaluate(`new Promise((resolve) => setTimeout(() => {
      try { resolve(eval('1')) } catch { resolve('refused') }
    }))`);
    expect(await evaluated).toBe('refused');
    expect(strays).toEqual([]);
    expect(page.url()).toBe(`${pageOrigin}/`);
  });
});
