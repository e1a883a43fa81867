import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../electron/build-once.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { electronWindow } from './electron-window.ts';
import { servedWindow } from './served-window.ts';
import type { HostedWindow, WindowHost } from './window-host.ts';

/** Style elements of igv's colour picker and circular view, which the page's policy leaves out. */
const knownFault = /Applying inline style violates .* "style-src 'self'"/;

/** A file's bytes that the page was given. */
interface ServedPart {
  /** `sample.bam` */
  readonly name: string;
  readonly status: number;
  readonly bytes: number;
}

/** An open window of the program. */
export interface OpenWindow extends HostedWindow {
  /** Answers to requests for the user's files. */
  readonly parts: readonly ServedPart[];
  /** A picture of what is seen now, kept with the run of the tests. */
  readonly shoot: (name: string) => Promise<void>;
}

interface WindowTools {
  /** All that the program writes in this test. */
  readonly home: string;
  readonly open: (options?: { readonly dark?: boolean }) => Promise<OpenWindow>;
}

/** ms */
const buildTime = 120_000;

type WindowTest = (
  name: string,
  run: (tools: WindowTools) => Promise<void>,
  options?: { readonly skip: boolean },
) => void;

/**
 * Tests of the built window on the real service: in Chromium, and in Electron where its binary is
 * installed; `MEGABASE_WINDOW=chromium` or `electron` chooses one. Every one of them also fails
 * where the page asks anything of another machine, throws, or has a fault on its console.
 */
export function describeWindow(name: string, tests: (windowTest: WindowTest) => void): void {
  for (const host of [servedWindow(), electronWindow()]) {
    const obstacle = host.obstacle ?? unwanted(host);
    const title = `${name}, in ${host.name}${obstacle ? ` (skipped: ${obstacle})` : ''}`;
    describe.skipIf(obstacle)(title, () => {
      beforeAll(async () => {
        await buildOnce();
        await host.begin();
      }, buildTime);
      tests((title, run, options = { skip: false }) =>
        it(title, options, () => runIn(host, title, run)),
      );
    });
  }
}

function unwanted({ name }: WindowHost): string | undefined {
  const wanted = process.env['MEGABASE_WINDOW'];
  return !wanted || wanted === name.toLowerCase() ? undefined : `MEGABASE_WINDOW is ${wanted}`;
}

async function runIn(
  host: WindowHost,
  title: string,
  run: (tools: WindowTools) => Promise<void>,
): Promise<void> {
  const home = temporaryFolder();
  const watched = { foreign: [] as string[], faults: [] as string[], requests: 0 };
  const opened: OpenWindow[] = [];
  try {
    await run({
      home,
      async open({ dark = false } = {}) {
        const window = await openWatched(host, home, dark, watched);
        opened.push(window);
        return window;
      },
    });
  } catch (error) {
    await opened.at(-1)?.shoot(`failed ${title}`);
    throw error;
  } finally {
    for (const window of opened) await window.close();
  }
  expect(watched.requests).toBeGreaterThan(0);
  expect(watched.foreign, 'asked of another machine').toEqual([]);
  expect(watched.faults, 'faults on the console').toEqual([]);
}

async function openWatched(
  host: WindowHost,
  home: string,
  dark: boolean,
  watched: { foreign: string[]; faults: string[]; requests: number },
): Promise<OpenWindow> {
  const parts: ServedPart[] = [];
  let closing: Promise<void> | undefined;
  const watch = (context: BrowserContext, page: Page, origin: string) => {
    const saw = (url: string) => {
      watched.requests++;
      const isOwn = url.replace(/^ws:/, 'http:').startsWith(`${origin}/`);
      if (!isOwn && !/^(blob|data):/.test(url)) watched.foreign.push(url);
    };
    context.on('request', (request) => saw(request.url()));
    context.on('response', (response) => {
      const [, name] = /^\/file\/[^/]+\/(.+)$/.exec(response.url().slice(origin.length)) ?? [];
      if (!name) return;
      const bytes = Number(response.headers()['content-length'] ?? 0);
      parts.push({ name: decodeURIComponent(name), status: response.status(), bytes });
    });
    page.setDefaultTimeout(60_000);
    page.on('websocket', (socket) => saw(socket.url()));
    page.on('pageerror', (error) => watched.faults.push(error.message));
    page.on('console', (message) => {
      const isFault = message.type() === 'error' && !knownFault.test(message.text());
      // The program is gone once the window is being closed.
      if (isFault && !closing) watched.faults.push(`${message.text()} (${message.location().url})`);
    });
  };
  const window = await host.open({ home, dark, watch });
  const pictures = join(root, 'e2e-output', host.name === 'Chromium' ? '' : host.name);
  return {
    ...{ ...window, parts },
    async shoot(name) {
      mkdirSync(pictures, { recursive: true });
      const file = `${name.replaceAll(/\W+/g, '-')}.png`;
      await window.page.screenshot({ path: join(pictures, file) });
    },
    close: () => (closing ??= window.close()),
  };
}
