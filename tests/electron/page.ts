import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { connectWorkbench, type WorkbenchClient } from '../../src-main/transport/index.ts';
import type { Program } from './program.ts';

/** Electron's own is the same engine. */
export { chromiumPath } from '../support/chromium.ts';

/** Plain Chromium knows no `megabase:`; this stands for `megabase://app`, and nothing answers there. */
export const pageOrigin = 'https://megabase.test';

export interface OpenedPage {
  readonly page: Page;
  /** Addresses that were asked for outside the program. */
  readonly strays: string[];
  /** What the page wrote on its console as a fault. */
  readonly faults: string[];
  /** The workbench through the page's `window.megabase`. */
  readonly workbench: WorkbenchClient;
}

/** Loads the built page with the built preload script in Chromium, over the running program. */
export async function openPage(browser: Browser, program: Program): Promise<OpenedPage> {
  const context = await browser.newContext();
  // Before the program is stopped, so that nothing is asked of it any more.
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const strays: string[] = [];
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  await context.route('**/*', async (route) => {
    const request = route.request();
    if (!request.url().startsWith(`${pageOrigin}/`)) {
      strays.push(request.url());
      return route.abort();
    }
    const { range } = request.headers();
    const path = request.url().slice(pageOrigin.length);
    const asked = program.request(path, range ? { range } : {}, request.method());
    // The program may be stopped while the page still reads.
    const answer = await asked.catch(() => undefined);
    if (!answer) return route.abort();
    return route.fulfill({ ...answer, body: Buffer.from(answer.body) });
  });
  await page.exposeFunction('toMain', (channel: string, values: unknown[]) =>
    program.do('send', { channel, values: fromPage(values) }),
  );
  await page.exposeFunction('askMain', (channel: string, values: unknown[]) =>
    program.do('invoke', { channel, values: fromPage(values) }),
  );
  program.onTold(({ told, channel, values }) => {
    if (told !== 'to-page') return;
    const sent = (values as unknown[]).map((value) =>
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value,
    );
    void page
      .evaluate(`window.fromMain(${JSON.stringify(channel)}, ${JSON.stringify(sent)})`)
      .catch(() => undefined);
  });
  const { options } = await program.heard('window');
  const { webPreferences } = options as { webPreferences: { preload: string } };
  const preload = readFileSync(webPreferences.preload, 'utf8');
  await page.addInitScript(
    `(() => { ${preloadWorld} ((require, process, module, exports) => { ${preload}\n })(load, { platform: 'linux' }, {}, {}); })();`,
  );
  await page.goto(`${pageOrigin}/`);
  await program.do('page-event', { event: 'did-finish-load', values: [] });
  return { page, strays, faults, workbench: await workbenchOf(page) };
}

function fromPage(values: unknown[]): unknown[] {
  return values.map((value) =>
    typeof value === 'object' && value !== null && 'bytes' in value
      ? new Uint8Array(Buffer.from(value.bytes as string, 'base64'))
      : value,
  );
}

/** What Electron gives a sandboxed preload script: a `require` that knows `electron` alone. */
const preloadWorld = `
  const heard = {};
  window.fromMain = (channel, values) => {
    const got = values.map((value) => value?.bytes ? Uint8Array.fromBase64(value.bytes) : value);
    heard[channel]?.forEach((listener) => listener({}, ...got));
  };
  const toSend = (values) =>
    values.map((value) => value instanceof Uint8Array ? { bytes: value.toBase64() } : value);
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value }),
    },
    ipcRenderer: {
      send: (channel, ...values) => void window.toMain(channel, toSend(values)),
      invoke: (channel, ...values) => window.askMain(channel, toSend(values)),
      on: (channel, listener) => (heard[channel] ??= []).push(listener),
    },
    webUtils: { getPathForFile: (file) => '/dropped/' + file.name },
  };
  const load = (name) => {
    if (name !== 'electron') throw new Error('A preload script cannot load ' + name);
    return electron;
  };
`;

async function workbenchOf(page: Page): Promise<WorkbenchClient> {
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  await page.exposeFunction('heardInPage', (bytes: string) =>
    listeners.forEach((listener) => listener(new Uint8Array(Buffer.from(bytes, 'base64')))),
  );
  await page.evaluate('window.megabase.onMessage((bytes) => heardInPage(bytes.toBase64()))');
  return connectWorkbench({
    send: (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      void page.evaluate(`window.megabase.send(Uint8Array.fromBase64(${JSON.stringify(text)}))`);
    },
    onMessage: (listener) => void listeners.push(listener),
    onClose: () => undefined,
  });
}
