import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildOnce } from './build-once.ts';
import { Program, startProgram } from './program.ts';

const genome = join(root, 'resources/tutorial/tutorial.fa.gz');
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

beforeAll(buildOnce);

describe('the window', () => {
  it('opens on the own address, with nothing of Node in its page', async () => {
    const program = await startProgram();
    expect(await program.do('telemetry')).toBe('1');
    expect(await program.heard('schemes')).toMatchObject({
      schemes: [
        {
          scheme: 'megabase',
          privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
        },
      ],
    });
    const { options } = await program.heard('window');
    expect(options).toMatchObject({
      width: 1280,
      height: 840,
      webPreferences: {
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      },
    });
    expect(await program.heard('load')).toMatchObject({ url: 'megabase://app/' });
    expect(await program.heard('spell-checker')).toMatchObject({ enabled: false });
  });

  it('goes nowhere, opens nothing and holds no other page', async () => {
    const program = await startProgram();
    for (const event of [
      'will-navigate',
      'will-frame-navigate',
      'will-redirect',
      'will-attach-webview',
    ]) {
      expect(await program.do('page-event', { event, values: [] }), event).toBe(true);
    }
    const opened = await program.do('open-window', { url: 'megabase://app/' });
    expect(opened).toEqual({ action: 'deny' });
  });

  it('is refused every permission', async () => {
    const program = await startProgram();
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'hid']) {
      expect(await program.do('may-have', { permission }), permission).toBe(false);
    }
  });

  it('sends no request to anywhere but the program itself', async () => {
    const program = await startProgram();
    const may = (url: string) => program.do('may-request', { url });
    for (const url of [
      'https://igv.org/data/url_mappings.tsv',
      'http://127.0.0.1:8000/',
      'ws://localhost/',
      'file:///etc/passwd',
      'megabase://elsewhere/',
      'megabase://app.example.org/',
      'megabase://application/',
      'blob:https://igv.org/1',
      'chrome://gpu/',
    ]) {
      expect(await may(url), url).toBe(false);
    }
    for (const url of [
      'megabase://app/',
      'megabase://app/file/x/y.bam',
      'blob:megabase://app/1',
      'data:image/png;base64,',
      'devtools://devtools/bundled/inspector.html',
    ]) {
      expect(await may(url), url).toBe(true);
    }
  });

  it('opens where and as large as it was left', async () => {
    const home = temporaryFolder();
    const path = join(home, 'megabase/window/window.json');
    mkdirSync(dirname(path), { recursive: true });
    const bounds = { x: 100, y: 50, width: 900, height: 700 };
    writeFileSync(path, JSON.stringify({ bounds, isMaximized: true }));
    const program = await startProgram({ home });
    expect((await program.heard('window'))['options']).toMatchObject(bounds);
    await program.heard('maximize');
    await program.do('window-event', { event: 'close' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ bounds, isMaximized: false });
  });

  it.each([
    [
      'off all displays',
      '{"bounds":{"x":5000,"y":50,"width":900,"height":700},"isMaximized":false}',
    ],
    [
      'with its title above them',
      '{"bounds":{"x":0,"y":-90,"width":900,"height":700},"isMaximized":false}',
    ],
  ])('is brought back where it was left %s', async (_where, state) => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'megabase/window'), { recursive: true });
    writeFileSync(join(home, 'megabase/window/window.json'), state);
    const { options } = await (await startProgram({ home })).heard('window');
    expect(options).toMatchObject({ width: 900, height: 700 });
    expect(options).not.toHaveProperty('x');
  });

  it('opens with its usual size where what was kept is damaged', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'megabase/window'), { recursive: true });
    writeFileSync(join(home, 'megabase/window/window.json'), '{"bounds":{"width":-1');
    const { options } = await (await startProgram({ home })).heard('window');
    expect(options).toMatchObject({ width: 1280, height: 840 });
  });

  it('is loaded again when its process dies, and asks first when that is soon again', async () => {
    const program = await startProgram();
    const die = (reason: string) =>
      program.do('page-event', {
        event: 'render-process-gone',
        values: [{ reason, exitCode: 11 }],
      });
    await die('clean-exit');
    expect(program.count('reload')).toBe(0);
    await die('crashed');
    await program.heard('reload');
    const { options } = await program.heard('message-box');
    expect(options).toMatchObject({
      detail: expect.stringContaining('crashed, code 11') as string,
    });
    await die('oom');
    const again = await program.heard('message-box', ({ options }) =>
      JSON.stringify(options).includes('oom'),
    );
    expect(again['options']).toMatchObject({ buttons: ['Load it again', 'Quit'] });
    expect(program.count('reload')).toBe(2);
  });
});

describe('the address', () => {
  it('answers with the page and its policy', async () => {
    const program = await startProgram();
    const { status, headers, body } = await program.request('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text(body)).toContain('<div id="app">');
    const policy = headers['content-security-policy']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|wss?:|\*/);
  });

  it('answers 206 for parts of a file that was opened, and 416 beyond it', async () => {
    const program = await startProgram();
    const project = await program.workbench().openGuide({ guide: 'tutorial' });
    const { url } = project.genome!.index!;
    const whole = readFileSync(`${genome}.fai`);
    for (const [range, start, end] of [
      ['bytes=0-9', 0, 10],
      ['bytes=5-', 5, whole.length],
      ['bytes=-4', whole.length - 4, whole.length],
    ] as const) {
      const { status, headers, body } = await program.request(url, { range });
      expect(status, range).toBe(206);
      expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${whole.length}`);
      expect(Buffer.from(body)).toEqual(whole.subarray(start, end));
    }
    expect((await program.request(url, { range: `bytes=${whole.length}-` })).status).toBe(416);
    const head = await program.request(url, {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: new Uint8Array() });
    expect(head.headers['content-length']).toBe(String(whole.length));
  });

  it('refuses everything else', async () => {
    const program = await startProgram();
    for (const [path, status] of [
      ['/file/AAAAAAAAAAAAAAAAAAAAAA/tutorial.fa.gz', 404],
      ['/package.json', 404],
      ['/%2e%2e%2fpackage.json', 400],
      ['/file/..%2f..%2fetc/passwd', 400],
      ['/file//etc/passwd', 400],
      ['megabase://elsewhere/', 403],
      ['megabase://app.example.org/', 403],
    ] as const) {
      const answer = await program.request(path);
      expect(answer.status, path).toBe(status);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  it('refuses to be written to', async () => {
    const program = await startProgram();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await program.request('/', {}, method)).status, method).toBe(405);
    }
  });
});

describe('messages', () => {
  it.each(['a frame in the page', 'another page'])('from %s are not heard', async (from) => {
    const program = await startProgram();
    const stranger = program.workbench(from).recentProjects();
    let isAnswered = false;
    void stranger.finally(() => (isAnswered = true)).catch(() => undefined);
    // The page's own, sent later, is answered.
    expect(await program.workbench().recentProjects()).toEqual([]);
    expect(isAnswered).toBe(false);
  });

  it("open the system's dialogs for the page alone", async () => {
    const program = await startProgram();
    const pick = (options: unknown, from?: string) =>
      program.do('invoke', { channel: 'megabase:pick-files', values: [options], from });
    await program.do('answer', { open: ['/data/a.bam', '/data/b.bam'], save: '/data/out.bed' });
    expect(await pick({ title: 'Add files', multiple: true })).toEqual([
      '/data/a.bam',
      '/data/b.bam',
    ]);
    expect((await program.heard('open-dialog'))['options']).toMatchObject({
      title: 'Add files',
      properties: ['openFile', 'multiSelections'],
    });
    await pick({ title: 'Import a model', folder: true });
    await program.heard('open-dialog', ({ options }) =>
      JSON.stringify(options).includes('openDirectory'),
    );
    const save = { title: 'Export', name: 'chr1.bed' };
    const saved = program.do('invoke', { channel: 'megabase:save-file', values: [save] });
    expect(await saved).toBe('/data/out.bed');
    expect((await program.heard('save-dialog'))['options']).toMatchObject({
      defaultPath: 'chr1.bed',
    });
    for (const from of ['a frame in the page', 'another page']) {
      await expect(pick({ title: 'Add files' }, from)).rejects.toThrow('Only the page');
    }
    for (const options of [undefined, {}, { title: 1 }, { title: 'x', folder: 'yes' }]) {
      await expect(pick(options)).rejects.toThrow();
    }
  });
});

describe('files given from outside', () => {
  const opened = (program: Program) =>
    program.told
      .filter(({ told, channel }) => told === 'to-page' && channel === 'megabase:command')
      .map(({ values }) => (values as unknown[])[0]);

  it('are told to the page when it is loaded', async () => {
    const program = await startProgram({ files: [genome, '/nowhere/x.fa', '--flag'] });
    await program.do('emit', { event: 'open-file', values: ['/data/early.megabase'] });
    expect(opened(program)).toEqual([]);
    await program.do('page-event', { event: 'did-finish-load', values: [] });
    expect(opened(program)).toEqual([
      { kind: 'open', paths: [genome] },
      { kind: 'open', paths: ['/data/early.megabase'] },
    ]);
    expect(await program.do('emit', { event: 'open-file', values: ['/data/late.fa'] })).toBe(true);
    expect(opened(program).at(-1)).toEqual({ kind: 'open', paths: ['/data/late.fa'] });
  });

  it('by a second start come to the first, whose window comes to the front', async () => {
    const first = await startProgram();
    await first.do('page-event', { event: 'did-finish-load', values: [] });
    const second = new Program({ isSecondInstance: true, files: [genome] });
    const { data, userData } = await second.heard('lock');
    expect(data).toEqual({ files: [genome] });
    expect(userData).toBe(join(second.home, 'megabase/window'));
    expect(await second.ended()).toBe(0);
    expect(second.count('window')).toBe(0);

    await first.do('emit', { event: 'second-instance', values: [[], '/', data] });
    await first.heard('restore');
    await first.heard('focus');
    expect(opened(first)).toEqual([{ kind: 'open', paths: [genome] }]);
    await first.do('emit', { event: 'second-instance', values: [[], '/', { files: 'x' }] });
    expect(opened(first)).toHaveLength(1);
    expect(first.count('focus')).toBe(2);
  });

  it('can be chosen in the menu, where the export is, too', async () => {
    const program = await startProgram();
    await program.do('page-event', { event: 'did-finish-load', values: [] });
    await program.do('answer', { open: ['/data/genome.fa'] });
    await program.do('menu', { menu: '&File', item: 'Open &Genome...' });
    await program.heard('to-page');
    await program.do('menu', { menu: '&File', item: '&Export...' });
    expect(opened(program)).toEqual([
      { kind: 'open', paths: ['/data/genome.fa'] },
      { kind: 'export' },
    ]);
  });
});

it('a start that fails says why, and ends', async () => {
  const program = new Program({ hasScreen: false });
  await program.heard('lock');
  await program.do('ready');
  const { title, content } = await program.heard('error-box');
  expect([title, content]).toEqual(['Megabase could not start', 'There is no screen.']);
  expect(await program.ended()).toBe(1);
});
