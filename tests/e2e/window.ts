import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../electron/build-once.ts';
import { chromiumPath, launchChromium } from '../renderer/window-page.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startServe, type ServeProcess } from './serve-process.ts';

/** Style elements of igv's colour picker and circular view, which the page's policy leaves out. */
const knownFault = /Applying inline style violates .* "style-src 'self'"/;

/** A file's bytes that the page was given. */
export interface ServedPart {
  /** `sample.bam` */
  readonly name: string;
  readonly status: number;
  readonly bytes: number;
}

/** The page in Chromium over a `megabase serve` of its own. */
export interface OpenWindow {
  readonly page: Page;
  readonly server: ServeProcess;
  /** Answers to requests for the user's files. */
  readonly parts: readonly ServedPart[];
  /** A picture of what is seen now, kept with the run of the tests. */
  readonly shoot: (name: string) => Promise<void>;
  /** Page and server end; what they wrote stays. */
  readonly close: () => Promise<void>;
}

export interface WindowTools {
  /** All that the program writes in this test. */
  readonly home: string;
  readonly open: (options?: { readonly dark?: boolean }) => Promise<OpenWindow>;
}

/** ms */
const buildTime = 120_000;

type WindowTest = (name: string, run: (tools: WindowTools) => Promise<void>) => void;

/**
 * Tests of the built window in a real Chromium, on the real service. Every one of them also fails
 * where the page asks anything of another machine, throws, or has a fault on its console.
 */
export function describeWindow(name: string, tests: (windowTest: WindowTest) => void): void {
  describe.skipIf(!chromiumPath)(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      await buildOnce();
      browser = await launchChromium();
    }, buildTime);
    afterAll(() => browser.close());

    tests((title, run) => {
      it(title, async () => {
        const home = temporaryFolder();
        const watch = { foreign: [] as string[], faults: [] as string[], requests: 0 };
        const opened: OpenWindow[] = [];
        try {
          await run({
            home,
            async open({ dark = false } = {}) {
              const server = await startServe(home);
              const context = await browser.newContext({
                viewport: { width: 1600, height: 1000 },
                colorScheme: dark ? 'dark' : 'light',
                permissions: [],
              });
              const window = await openPage(server, context, watch);
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
        expect(watch.requests).toBeGreaterThan(0);
        expect(watch.foreign, 'asked of another machine').toEqual([]);
        expect(watch.faults, 'faults on the console').toEqual([]);
      });
    });
  });
}

async function openPage(
  server: ServeProcess,
  context: BrowserContext,
  watch: { foreign: string[]; faults: string[]; requests: number },
): Promise<OpenWindow> {
  const { host, origin } = new URL(server.url);
  const parts: ServedPart[] = [];
  let closing: Promise<void> | undefined;
  const saw = (url: string) => {
    watch.requests++;
    const { protocol, host: asked } = new URL(url);
    const isOwn = asked === host && ['http:', 'ws:'].includes(protocol);
    if (!isOwn && !['blob:', 'data:'].includes(protocol)) watch.foreign.push(url);
  };
  context.on('request', (request) => saw(request.url()));
  context.on('response', (response) => {
    const [, name] = /^\/file\/[^/]+\/(.+)$/.exec(response.url().slice(origin.length)) ?? [];
    if (!name) return;
    const bytes = Number(response.headers()['content-length'] ?? 0);
    parts.push({ name: decodeURIComponent(name), status: response.status(), bytes });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('websocket', (socket) => saw(socket.url()));
  page.on('pageerror', (error) => watch.faults.push(error.message));
  page.on('console', (message) => {
    const isFault = message.type() === 'error' && !knownFault.test(message.text());
    // The server is gone once the window is being closed.
    if (isFault && !closing) watch.faults.push(`${message.text()} (${message.location().url})`);
  });
  await page.goto(server.url);
  return {
    ...{ page, server, parts },
    async shoot(name) {
      const folder = join(root, 'e2e-output');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name.replaceAll(/\W+/g, '-')}.png`) });
    },
    close() {
      closing ??= context.close().then(async () => void (await server.stop()));
      return closing;
    },
  };
}
