import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

  it('may put text on the clipboard, and is refused every other permission', async () => {
    const program = await startProgram();
    const page = 'megabase://app/';
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'hid']) {
      const found = await program.do('may-have', { permission, page });
      expect(found, permission).toEqual([false, false, false]);
    }
    const permission = 'clipboard-sanitized-write';
    expect(await program.do('may-have', { permission, page })).toEqual([true, true, false]);
    const elsewhere = { permission, page: 'https://igv.org/' };
    expect(await program.do('may-have', elsewhere)).toEqual([false, false, false]);
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

  it('is no larger than its display, and comes back from one that is gone', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'megabase/window'), { recursive: true });
    const state = { bounds: { x: 40, y: 40, width: 5000, height: 3000 }, isMaximized: false };
    writeFileSync(join(home, 'megabase/window/window.json'), JSON.stringify(state));
    const program = await startProgram({ home });
    const { options } = await program.heard('window');
    expect(options).toMatchObject({ x: 40, y: 40, width: 1920, height: 1080 });
    await program.do('displays', { areas: [{ x: 2000, y: 0, width: 1280, height: 800 }] });
    expect(await program.heard('bounds')).toMatchObject({
      bounds: { x: 2000, y: 0, width: 1280, height: 800 },
    });
    await program.do('displays', { areas: [{ x: 2000, y: 0, width: 1280, height: 800 }] });
    expect(program.count('bounds')).toBe(1);
  });

  it('keeps the profile of its page apart from projects, models and settings', async () => {
    const home = temporaryFolder();
    // As earlier versions left it. In the usual places, of another installation, it stays.
    const [old, usual] = ['megabase/window', 'userData'].map((name) => join(home, name)) as [
      string,
      string,
    ];
    for (const name of ['projects/own.megabase.json', 'models/m/config.json', 'window.json']) {
      mkdirSync(dirname(join(old, name)), { recursive: true });
      writeFileSync(join(old, name), name);
    }
    mkdirSync(join(old, 'Local Storage/leveldb'), { recursive: true });
    writeFileSync(join(old, 'Cookies'), 'cookies');
    mkdirSync(usual);
    writeFileSync(join(usual, 'Preferences'), 'another');
    const program = await startProgram({ home });
    const own = join(home, 'megabase');
    const paths = await program.do('paths');
    expect(paths).toEqual({
      userData: join(own, 'window'),
      sessionData: join(own, 'window/page'),
      logs: join(own, 'logs'),
      crashDumps: join(own, 'logs/crashes'),
    });
    expect(readdirSync(usual)).toEqual(['Preferences']);
    expect(readdirSync(old).sort()).toEqual(['models', 'page', 'projects', 'window.json']);
    expect(readFileSync(join(own, 'window/page/Cookies'), 'utf8')).toBe('cookies');
    expect(readdirSync(join(own, 'window/page/Local Storage'))).toEqual(['leveldb']);
    expect(readFileSync(join(own, 'window/window.json'), 'utf8')).toBe('window.json');
    expect((await program.heard('crash-reporter'))['options']).toEqual({ uploadToServer: false });
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
  const opened = (program: Program, window = 0) =>
    program.told
      .filter(({ told, channel }) => told === 'to-page' && channel === 'megabase:command')
      .filter((told) => told['window'] === window)
      .map(({ values }) => (values as unknown[])[0]);
  /** The page of a window is there. */
  const loaded = (program: Program, window = 0) =>
    program.do('page-event', { event: 'did-finish-load', values: [], window });
  const shows = (program: Program, path: string | undefined, window = 0) =>
    program.do('send', {
      channel: 'megabase:show-project',
      values: [path && { name: 'own', path }],
      from: window,
    });

  it('are told to the page when it is loaded', async () => {
    const program = await startProgram({ files: [genome, '/nowhere/x.fa', '--flag'] });
    await program.do('emit', { event: 'open-file', values: ['/data/early.bam'] });
    expect(opened(program)).toEqual([]);
    await loaded(program);
    expect(opened(program)).toEqual([
      { kind: 'open', paths: [genome] },
      { kind: 'open', paths: ['/data/early.bam'] },
    ]);
    expect(await program.do('emit', { event: 'open-file', values: ['/data/late.bam'] })).toBe(true);
    expect(opened(program).at(-1)).toEqual({ kind: 'open', paths: ['/data/late.bam'] });
  });

  it('may be file:// addresses, and names below the folder of the start', async () => {
    const folder = temporaryFolder();
    for (const name of ['my genome.fa', 'reads.bam']) writeFileSync(join(folder, name), '');
    const address = pathToFileURL(join(folder, 'my genome.fa')).href;
    expect(address).toContain('my%20genome.fa');
    const files = [address, 'reads.bam', 'file://elsewhere/x.fa', 'file:///%zz.fa'];
    const program = await startProgram({ files, folder });
    await loaded(program);
    expect(opened(program)).toEqual([
      { kind: 'open', paths: ['my genome.fa', 'reads.bam'].map((name) => join(folder, name)) },
    ]);
  });

  it('get windows of their own: one a project, and none twice', async () => {
    const program = await startProgram();
    await loaded(program);
    const [one, two, three] = ['one.megabase', 'two.megabase', 'three.fa'].map((n) => `/data/${n}`);
    const open = (...files: unknown[]) =>
      program.do('emit', { event: 'second-instance', values: [[], '/', { files }] });
    // The first window has no project yet.
    await open(one);
    await shows(program, one);
    expect(program.count('window')).toBe(1);
    await open(two, '/data/reads.bam', three);
    expect(program.count('window')).toBe(3);
    for (const window of [1, 2]) await loaded(program, window);
    expect(opened(program, 1)).toEqual([{ kind: 'open', paths: [two, '/data/reads.bam'] }]);
    expect(opened(program, 2)).toEqual([{ kind: 'open', paths: [three] }]);
    // A step beside the one before.
    const places = program.told
      .filter(({ told }) => told === 'window')
      .map(({ options }) => options as { x?: number; y?: number });
    expect(places[1]).toMatchObject({ x: 38, y: 48 });
    expect(places[2]).toMatchObject({ x: 66, y: 76 });

    await shows(program, two, 1);
    await open(two);
    expect(program.count('window')).toBe(3);
    expect(opened(program, 1)).toHaveLength(1);
    expect(program.told.findLast(({ told }) => told === 'focus')).toMatchObject({ window: 1 });
    // Files of no project go to the window that was used last.
    await open('/data/calls.vcf');
    expect(opened(program, 1).at(-1)).toEqual({ kind: 'open', paths: ['/data/calls.vcf'] });
    // Back on its start page, a window is free for another.
    await shows(program, undefined, 0);
    await open('/data/four.megabase');
    expect(opened(program, 0).at(-1)).toEqual({ kind: 'open', paths: ['/data/four.megabase'] });
    expect(program.count('window')).toBe(3);
  });

  it('are answered in each window, and neither hears the other', async () => {
    const program = await startProgram();
    await program.do('menu', { path: ['&File', '&New Window'] });
    expect(program.count('window')).toBe(2);
    const [first, second] = [program.workbench(0), program.workbench(1)];
    const project = await second.openGuide({ guide: 'tutorial' });
    expect((await first.recentProjects()).map(({ path }) => path)).toEqual([project.path]);
    await program.do('window-event', { event: 'closed', window: 1 });
    expect(await first.recentProjects()).toHaveLength(1);
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

  it('can be chosen in the menu, where recent projects are, too', async () => {
    const program = await startProgram();
    await loaded(program);
    await program.do('answer', { open: ['/data/genome.fa'] });
    await program.do('menu', { path: ['&File', 'Open &Genome...'] });
    await program.heard('to-page');
    expect((await program.heard('open-dialog'))['options']).toMatchObject({
      filters: [{ extensions: expect.arrayContaining(['2bit']) as string[] }, {}],
    });
    await program.do('menu', { path: ['&File', '&Export...'] });
    expect(opened(program)).toEqual([
      { kind: 'open', paths: ['/data/genome.fa'] },
      { kind: 'export' },
    ]);
    const { path } = await program.workbench().openGuide({ guide: 'tutorial' });
    await shows(program, path);
    await program.heard('menu', ({ recent }) => (recent as string[]).includes('Tutorial'));
    expect(await program.heard('recent-document')).toMatchObject({ path });
    await program.do('menu', { path: ['&File', 'Open &Recent', 'Tutorial'] });
    // It is there already.
    expect(program.count('window')).toBe(1);
    expect(opened(program)).toHaveLength(2);
  });

  it('all that the menu asks of a page is told to the one used last', async () => {
    const program = await startProgram();
    await loaded(program);
    const paths = [
      ...[
        ['&File', '&Preferences...'],
        ['&File', '&Add Files...'],
        ['&View', '&Go To...'],
      ],
      ...[
        ['&View', 'Runs'],
        ['&Help', '&Tutorial'],
        ['&Help', '&Keyboard Shortcuts'],
      ],
      ...[
        ['&Help', '&Diagnostics...'],
        ['&Help', '&Licences'],
        ['&Help', '&About Megabase'],
      ],
      ['&Help', 'Check for &Updates...'],
    ];
    for (const path of paths) await program.do('menu', { path });
    expect(opened(program)).toEqual([
      ...[{ kind: 'preferences' }, { kind: 'add-files' }, { kind: 'go-to' }],
      ...[{ kind: 'panel', panel: 'runs' }, { kind: 'tutorial' }, { kind: 'shortcuts' }],
      ...[{ kind: 'diagnostics' }, { kind: 'licences' }, { kind: 'about' }],
      { kind: 'newest-version' },
    ]);
    await program.do('menu', { path: ['&Help', 'Show &Log'] });
    const { path } = await program.heard('show-file');
    expect(readFileSync(path as string, 'utf8')).toMatch(
      /^\d{4}-\S+Z Megabase \S+ on \S+ \S+ starts/,
    );
  });
});

it('the program knows that it runs in Electron, and what that takes at most', async () => {
  const workbench = (await startProgram()).workbench();
  expect((await workbench.about()).versions).toMatchObject({ electron: '45.4.1' });
  const { mostMemoryBytes, places } = await workbench.preferences();
  expect(mostMemoryBytes).toBe(process.platform === 'win32' ? 6e9 : 10e9);
  // No two things have one place, and none lies in another's.
  const paths = places.map(({ path }) => path);
  for (const path of paths) {
    expect(paths.filter((other) => `${other}/`.startsWith(`${path}/`))).toEqual([path]);
  }
});

describe('the theme', () => {
  it('of the settings is that of the system round the page, also when it is changed', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'megabase'), { recursive: true });
    writeFileSync(join(home, 'megabase/settings.json'), JSON.stringify({ theme: 'dark' }));
    const program = await startProgram({ home });
    expect(await program.heard('theme')).toMatchObject({ theme: 'dark' });
    const { settings } = await program.workbench().preferences();
    await program.workbench().changeSettings({ ...settings, theme: 'light' });
    await program.heard('theme', ({ theme }) => theme === 'light');
  });
});

it('a mistake of the program is noted and told once, and the program goes on', async () => {
  const program = await startProgram();
  await program.do('mistake', { message: 'one thing' });
  const { options } = await program.heard('message-box');
  expect(options).toMatchObject({ detail: expect.stringContaining('one thing') as string });
  await program.do('mistake', { message: 'another thing' });
  expect(await program.workbench().recentProjects()).toEqual([]);
  expect(program.count('message-box')).toBe(1);
  const log = readFileSync(join(program.home, 'megabase/logs/megabase.log'), 'utf8');
  expect(log).toMatch(/A mistake of the application: Error: one thing\n\s+at /);
  expect(log).toContain('another thing');
});

it('a start that fails says why, and ends', async () => {
  const program = new Program({ hasScreen: false });
  await program.heard('lock');
  await program.do('ready');
  const { title, content } = await program.heard('error-box');
  expect([title, content]).toEqual(['Megabase could not start', 'There is no screen.']);
  expect(await program.ended()).toBe(1);
});
