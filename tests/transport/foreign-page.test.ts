import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, sharedChromium } from '../support/chromium.ts';
import { openServer } from './test-server.ts';

/** In the page: what becomes of a fetch in each mode, and of a WebSocket. */
const tryAll = `async ([origin, url]) => {
  const read = (mode) => fetch(origin + url, { mode, credentials: 'include' })
    .then((reply) => reply.text()).catch(() => 'refused');
  const socket = new WebSocket(origin.replace('http', 'ws') + '/workbench');
  const opened = new Promise((resolve) => {
    socket.onopen = () => resolve('open');
    socket.onerror = () => resolve('refused');
  });
  return [await read('cors'), await read('no-cors'), await opened];
}`;

describe.skipIf(!chromiumPath)('in a real browser that was let in', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await sharedChromium();
  });

  async function enteredPage() {
    const server = await openServer();
    const path = join(server.folder, 'reads.bam');
    writeFileSync(path, 'reads of a patient');
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(server.url);
    return { server, context, page, ...server.files.register(path) };
  }

  const tryFrom = (page: Page, port: number, url: string) =>
    page.evaluate<string[]>(`(${tryAll})(${JSON.stringify([`http://127.0.0.1:${port}`, url])})`);

  it('our page reads opened files and reaches the workbench, and holds no secret', async () => {
    const { page, server, url } = await enteredPage();
    expect(page.url()).toBe(`http://127.0.0.1:${server.port}/`);
    expect(await page.title()).toBe('page');
    expect(await page.evaluate('document.cookie')).toBe('');
    const text = 'reads of a patient';
    expect(await tryFrom(page, server.port, url)).toEqual([text, text, 'open']);
  });

  it("our page's policy lets nothing out to another origin", async () => {
    const { page } = await enteredPage();
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url!);
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    expect(await tryFrom(page, port, '/leak')).toEqual(['refused', 'refused', 'refused']);
    expect(asked).toEqual([]);
  });

  // Another port is another origin but the same site: the browser sends our cookie along.
  it.each(['127.0.0.1', 'localhost'])(
    'a page of another port of %s reads nothing and reaches nothing',
    async (host) => {
      const { context, server, url } = await enteredPage();
      const other = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html').end('<title>other</title>');
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void other.close());
      const page = await context.newPage();
      await page.goto(`http://${host}:${(other.address() as AddressInfo).port}/`);
      expect(await page.title()).toBe('other');
      const [cors, noCors, socket] = await tryFrom(page, server.port, url);
      expect([cors, socket]).toEqual(['refused', 'refused']);
      expect(['refused', '']).toContain(noCors);
    },
  );
});
