import { truncateSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { usualPatience } from '../../src-main/transport/http/patience.ts';
import { FakeEvents, fakeWorkbench } from './fake-workbench.ts';
import { ask, enter, openServer, type TestServer } from './test-server.ts';

const patience = { headersMs: 200, requestMs: 400, idleMs: 600, checkMs: 50 };
/** After this a connection that is waited for no longer counts as held, ms. */
const late = 5_000;

const openImpatient = (limits = patience) =>
  openServer(fakeWorkbench({ jobs: () => Promise.resolve([]) }), new FakeEvents(), limits);

/** What came back until the connection was closed, and after how many ms. */
function untilClosed(port: number, drive: (socket: Socket) => void) {
  const began = performance.now();
  return new Promise<{ text: string; ms: number }>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => drive(socket));
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => (text += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text, ms: performance.now() - began }));
    setTimeout(() => reject(new Error('The connection is still open.')), late);
    onTestFinished(() => void socket.destroy());
  });
}

/** Sends a letter every 20 ms for as long as the connection holds. */
function drip(socket: Socket, text: string): void {
  let i = 0;
  const timer = setInterval(() => socket.write(text[i++ % text.length]!), 20);
  socket.on('close', () => clearInterval(timer));
}

describe('dropped after the time given, and told so:', () => {
  it.each([
    ['a connection that says nothing', () => undefined],
    ['a first line that never ends', (socket: Socket) => drip(socket, 'GET /aaaaaaaaa')],
    [
      'headers that never end',
      (socket: Socket) => {
        socket.write('GET / HTTP/1.1\r\n');
        drip(socket, 'X-A: b\r\n');
      },
    ],
    [
      'a WebSocket whose handshake never ends',
      (socket: Socket) => {
        socket.write('GET /workbench HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
        drip(socket, 'X-A: b\r\n');
      },
    ],
  ])('%s', async (_what, drive) => {
    const { port } = await openImpatient();
    const { text, ms } = await untilClosed(port, drive);
    expect(text).toMatch(/^HTTP\/1.1 408 .*was not whole in time/s);
    expect(ms).toBeGreaterThanOrEqual(patience.headersMs);
  });
});

it('a body that never ends is not waited for: the request was answered before', async () => {
  const { port } = await openImpatient();
  const { text } = await untilClosed(port, (socket) => {
    socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 999999\r\n\r\n`);
    drip(socket, 'a');
  });
  expect(text).toMatch(/^HTTP\/1.1 401 .*not let in/s);
});

it('a refused connection is closed, though the other end leaves its half open', async () => {
  const { port } = await openServer();
  const { text } = await untilClosed(port, (socket) => {
    socket.allowHalfOpen = true;
    // Goes on sending: only of a connection that is gone the system says so.
    socket.on('end', () => drip(socket, 'a'));
    socket.write('CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n');
  });
  expect(text).toMatch(/^HTTP\/1.1 405 /);
});

it('a reader who stops in the middle of a file loses the connection', async () => {
  const server = await openImpatient();
  const path = join(server.folder, 'large.bam');
  writeFileSync(path, '');
  truncateSync(path, 1e9);
  const { url } = server.files.register(path);
  const cookie = await enter(server);
  const received = await new Promise<number>((resolve) => {
    let bytes = 0;
    const socket = connect({ host: '127.0.0.1', port: server.port }, () =>
      socket.write(
        `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\n\r\n`,
      ),
    );
    socket.on('data', (part: Buffer) => (bytes += part.length));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(bytes));
    socket.once('data', () => {
      socket.pause();
      // By then the server has given up; what the system still holds comes, and no more.
      setTimeout(() => socket.resume(), 3 * patience.idleMs);
    });
  });
  expect(received).toBeLessThan(1e8);
});

it('a WebSocket that is quiet stays open', async () => {
  const server = await openImpatient();
  const socket = await openSocket(server);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

it('a hundred slow connections hold up nobody, and are gone in the end', async () => {
  const { port } = await openImpatient();
  const slow = Array.from({ length: 100 }, () =>
    untilClosed(port, (socket) => drip(socket, 'GET /aaaaaaaaa')),
  );
  expect((await ask(port, '/')).status).toBe(401);
  const ended = await Promise.all(slow);
  expect(ended.filter(({ text }) => text.startsWith('HTTP/1.1 408'))).toHaveLength(100);
});

it('the times that are given usually are seconds', () => {
  const { headersMs, requestMs, idleMs, checkMs } = usualPatience;
  expect(headersMs + checkMs).toBeLessThanOrEqual(10_000);
  expect(requestMs + checkMs).toBeLessThanOrEqual(15_000);
  expect(idleMs).toBeLessThanOrEqual(60_000);
});

async function openSocket(server: TestServer): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/workbench`, {
    origin: `http://127.0.0.1:${server.port}`,
    headers: { Cookie: await enter(server) },
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}
