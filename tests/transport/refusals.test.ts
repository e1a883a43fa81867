import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer, webSocketWire } from '../../src-main/transport/index.ts';
import { advise, FakeEvents, fakeWorkbench } from './fake-workbench.ts';
import { ask, askRaw, enter, openServer, type TestServer } from './test-server.ts';

/** Opens a server and its page's right to ask, and registers `secret.txt` where asked to. */
async function entered(): Promise<TestServer & { cookie: string }> {
  const server = await openServer();
  return { ...server, cookie: await enter(server) };
}

describe('the token', () => {
  it('lets one browser in, and is worthless then', async () => {
    const { port, token } = await openServer();
    const first = await ask(port, `/?token=${token}`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    const [cookie] = first.headers['set-cookie']!;
    expect(cookie).toMatch(
      new RegExp(`^megabase-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    expect(cookie).not.toContain(token);

    const second = await ask(port, `/?token=${token}`);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.body.toString()).toMatch(/used before/);

    const page = await ask(port, '/', { Cookie: cookie!.split(';')[0] });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body.toString()).toContain('<title>page</title>');
  });

  it('may be opened again in the browser that was let in', async () => {
    const { port, token, cookie } = await entered();
    const again = await ask(port, `/?token=${token}`, { Cookie: cookie });
    expect(again.status).toBe(303);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('is not spent by a look at the headers, nor by a request that is refused', async () => {
    const server = await openServer();
    const address = `/?token=${server.token}`;
    expect((await ask(server.port, address, {}, 'HEAD')).status).toBe(401);
    expect((await ask(server.port, address, {}, 'POST')).status).toBe(401);
    expect((await ask(server.port, address, { Host: 'evil.example' })).status).toBe(403);
    expect(await enter(server)).toMatch(/^megabase-/);
  });

  it.each(['', 'x', 'A'.repeat(43)])('is refused where it is wrong: %j', async (token) => {
    const { port } = await openServer();
    const reply = await ask(port, `/?token=${token}`);
    expect(reply.status).toBe(403);
    expect(reply.body.toString()).toMatch(/token is wrong/);
  });

  it('is another one for each server', async () => {
    const [a, b] = [await openServer(), await openServer()];
    expect(a.token).not.toBe(b.token);
    expect((await ask(b.port, '/', { Cookie: await enter(a) })).status).toBe(401);
  });
});

describe('without the cookie', () => {
  it.each(['/', '/assets/index-a1_B.js', '/file/x/y', '/workbench', '/?tokens=1'])(
    '%s is refused',
    async (path) => {
      const server = await entered();
      for (const cookie of [
        undefined,
        `megabase-${server.port}=`,
        `megabase-${server.port}=${server.token}`,
        `${server.cookie}x`,
        `megabase=${server.cookie.split('=')[1]}`,
      ]) {
        const reply = await ask(server.port, path, cookie === undefined ? {} : { Cookie: cookie });
        expect(reply.status).toBe(401);
        expect(reply.body.toString()).toMatch(/not let in.*megabase serve/);
      }
    },
  );

  it('no file is read, though it is open', async () => {
    const { port, files, folder } = await openServer();
    const { url } = files.register(join(folder, 'secret.txt'));
    const reply = await ask(port, url);
    expect(reply.status).toBe(401);
    expect(reply.body.toString()).not.toContain('top secret');
  });
});

describe('a foreign Host is refused', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    '127.0.0.1.nip.io:PORT',
    '0.0.0.0:PORT',
    '[::1]:PORT',
  ])('%j', async (host) => {
    const { port, cookie } = await entered();
    const reply = await ask(port, '/', {
      Host: host.replace('PORT', String(port)),
      Cookie: cookie,
    });
    expect(reply.status).toBe(403);
    expect(reply.body.toString()).toMatch(/answers as 127\.0\.0\.1:\d+ or localhost:\d+/);
  });

  it('and none at all', async () => {
    const { port, cookie } = await entered();
    const empty = await askRaw(port, ['GET / HTTP/1.1', 'Host:', `Cookie: ${cookie}`]);
    expect(empty).toMatch(/^HTTP\/1.1 403 /);
    expect(await askRaw(port, ['GET / HTTP/1.0', `Cookie: ${cookie}`])).toMatch(
      /^HTTP\/1.1 40[03]/,
    );
    expect(await askRaw(port, ['GET / HTTP/1.1', `Cookie: ${cookie}`])).toMatch(/^HTTP\/1.1 400/);
  });

  it.each(['127.0.0.1:PORT', 'localhost:PORT', 'LocalHost:PORT'])('%s is ours', async (host) => {
    const { port, cookie } = await entered();
    const own = host.replace('PORT', String(port));
    expect((await ask(port, '/', { Host: own, Cookie: cookie })).status).toBe(200);
  });
});

describe('a header that is checked, sent twice, is refused', () => {
  it.each([
    ['Host', '127.0.0.1:PORT', 'evil.example'],
    ['Host', 'evil.example', '127.0.0.1:PORT'],
    ['host', '127.0.0.1:PORT', '127.0.0.1:PORT'],
    ['Origin', 'http://127.0.0.1:PORT', 'http://evil.example'],
    ['Sec-Fetch-Site', 'same-origin', 'cross-site'],
  ])('%s: %s and %s', async (name, first, second) => {
    const { port, cookie } = await entered();
    const own = (text: string) => text.replace('PORT', String(port));
    const text = await askRaw(port, [
      'GET / HTTP/1.1',
      ...(name.toLowerCase() === 'host' ? [] : [`Host: 127.0.0.1:${port}`]),
      `${name}: ${own(first)}`,
      `Cookie: ${cookie}`,
      `${name}: ${own(second)}`,
      'Connection: close',
    ]);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(text).toContain(
      `The request has 2 ${name.toLowerCase()} headers; expected one at most.`,
    );
    expect(text).not.toContain('<title>page</title>');
  });

  it('on a WebSocket too', async () => {
    const { port, cookie } = await entered();
    const text = await askRaw(port, [
      'GET /workbench HTTP/1.1',
      ...[`Host: 127.0.0.1:${port}`, 'Host: evil.example'],
      ...[`Origin: http://127.0.0.1:${port}`, `Cookie: ${cookie}`],
      ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]);
    expect(text).toMatch(/^HTTP\/1.1 400 .*2 host headers/s);
  });
});

describe('a foreign Origin is refused', () => {
  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost:PORT.evil.example',
    'file://',
    '',
  ])('%j', async (origin) => {
    const { port, cookie } = await entered();
    const Origin = origin.replace('PORT', String(port));
    const reply = await ask(port, '/', { Origin, Cookie: cookie });
    expect(reply.status).toBe(403);
    expect(reply.body.toString()).toMatch(/only pages of Megabase may/);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('as is what a page of another site embeds', async () => {
    const { port, cookie } = await entered();
    const from = (site: string, mode: string, dest: string) =>
      ask(port, '/', {
        Cookie: cookie,
        'Sec-Fetch-Site': site,
        'Sec-Fetch-Mode': mode,
        'Sec-Fetch-Dest': dest,
      });
    // Another port of this computer is the same site, and its pages send our cookie.
    expect((await from('same-site', 'no-cors', 'script')).status).toBe(403);
    expect((await from('cross-site', 'no-cors', 'image')).status).toBe(403);
    expect((await from('cross-site', 'navigate', 'iframe')).status).toBe(403);
    expect((await from('same-origin', 'cors', 'empty')).status).toBe(200);
    expect((await from('none', 'navigate', 'document')).status).toBe(200);
  });
});

describe('other methods are refused', () => {
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('%s', async (method) => {
    const { port, cookie } = await entered();
    for (const path of ['/', '/file/x/y']) {
      const reply = await ask(port, path, { Cookie: cookie }, method);
      expect(reply.status).toBe(405);
      expect(reply.headers.allow).toBe('GET, HEAD');
    }
  });

  it('CONNECT', async () => {
    const { port } = await openServer();
    expect(await askRaw(port, ['CONNECT evil.example:80 HTTP/1.1', 'Host: evil.example'])).toMatch(
      /^HTTP\/1.1 405 .*connects to nothing else/s,
    );
  });
});

describe('a path that climbs out is refused', () => {
  const climbs = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/.%2e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/secret.txt%00.html',
    '/%00',
    '//etc/passwd',
    '//evil.example/index.html',
    '/%2fetc/passwd',
    '/C:/Windows/win.ini',
    '/C:%5cWindows',
    '/file/%2e%2e/secret.txt',
    '/file/../../secret.txt',
    '/./index.html',
    '/assets//index-a1_B.js',
    '/assets/',
    '/assets',
    '/.env',
    '/index.html.',
    '/index.html::$DATA',
    '/%',
    '/%ff',
    '/%c0%ae%c0%ae/secret.txt',
    '*',
    'http://127.0.0.1/index.html',
    'file:///etc/passwd',
  ];

  it.each(climbs)('%s', async (path) => {
    const { port, cookie, folder } = await entered();
    writeFileSync(join(folder, 'index.html'), 'top secret');
    const text = await askRaw(port, [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Cookie: ${cookie}`,
      'Connection: close',
    ]);
    expect(text).toMatch(/^HTTP\/1.1 40[04] .*\r\n\r\n.+/s);
    expect(text).not.toContain('top secret');
    expect(text).not.toContain('root:');
  });

  it('also by a link inside the folder', async () => {
    const { port, cookie, folder } = await entered();
    mkdirSync(join(folder, 'beside'));
    writeFileSync(join(folder, 'beside', 'x.js'), 'top secret');
    symlinkSync(join(folder, 'beside'), join(folder, 'page', 'linked'));
    expect((await ask(port, '/linked/x.js', { Cookie: cookie })).status).toBe(404);
    expect((await ask(port, '/assets/index-a1_B.js', { Cookie: cookie })).status).toBe(200);
  });
});

describe('files of the user', () => {
  it('that were not opened are refused', async () => {
    const { port, cookie, files, folder } = await entered();
    const { id } = files.register(join(folder, 'page', 'index.html'));
    for (const path of [
      '/file',
      '/file/',
      `/file/${id}`,
      `/file/${id}/a/b`,
      `/file/${id.slice(1)}/secret.txt`,
      '/file/secret.txt/secret.txt',
      '/file/__proto__/x',
      `/file/${encodeURIComponent(join(folder, 'secret.txt'))}/secret.txt`,
    ]) {
      const reply = await ask(port, path, { Cookie: cookie });
      expect([400, 404]).toContain(reply.status);
      expect(reply.body.toString()).toMatch(/^(No file was opened|The path leads out)/);
    }
  });

  it('that are gone, or are no files, are refused', async () => {
    const { port, cookie, files, folder } = await entered();
    for (const path of [join(folder, 'gone.bam'), folder, '/dev/zero']) {
      const reply = await ask(port, files.register(path).url, { Cookie: cookie });
      expect(reply.status).toBe(404);
      expect(reply.body.toString()).toMatch(/not there any more/);
    }
  });
});

describe('what is no HTTP that can be read is refused with the reason', () => {
  it.each([
    ['another protocol', ['HELO there'], 400, /no HTTP request.*: /],
    ['a method that is none', ['FORMAT / HTTP/1.1', 'Host: HOST'], 400, /Invalid method/],
    ['a version that is none', ['GET / HTTP/9.9', 'Host: HOST'], 400, /Invalid HTTP version/],
    ['a header without a name', ['GET / HTTP/1.1', 'Host: HOST', ': x'], 400, /header token/],
    ['a NUL in a header', ['GET / HTTP/1.1', 'Host: HOST', 'X: a\0b'], 400, /header value char/],
    ['a NUL in the path', ['GET /a\0b HTTP/1.1', 'Host: HOST'], 400, /Invalid char/],
    [
      'two lengths',
      ['POST / HTTP/1.1', 'Host: HOST', 'Content-Length: 1', 'Content-Length: 2'],
      400,
      /Content-Length/,
    ],
    [
      'a length beside chunks',
      ['POST / HTTP/1.1', 'Host: HOST', 'Content-Length: 1', 'Transfer-Encoding: chunked'],
      400,
      /Content-Length/,
    ],
    ['too many headers', ['GET / HTTP/1.1', `X: ${'x'.repeat(20_000)}`], 431, /larger than 16 KiB/],
    [
      'an expectation',
      ['GET / HTTP/1.1', 'Host: HOST', 'Expect: tea', 'Connection: close'],
      417,
      /no expectation/,
    ],
  ] as const)('%s', async (_what, lines, status, reason) => {
    const { port } = await openServer();
    const text = await askRaw(
      port,
      lines.map((line) => line.replace('HOST', `127.0.0.1:${port}`)),
    );
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).toMatch(reason);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toContain('made a mistake');
    // The server goes on.
    expect((await ask(port, '/')).status).toBe(401);
  });

  it('after a request on the same connection that was answered', async () => {
    const { port } = await openServer();
    const text = await askRaw(port, [
      ...['GET / HTTP/1.1', 'Host: evil.example', '', ''],
      'no HTTP at all',
    ]);
    expect(text).toMatch(/^HTTP\/1.1 403 /);
  });
});

it('every answer carries the policy, also a refusal', async () => {
  const { port, cookie } = await entered();
  for (const [path, headers] of [
    ['/', { Cookie: cookie }],
    ['/assets/index-a1_B.js', { Cookie: cookie }],
    ['/none.js', { Cookie: cookie }],
    ['/', {}],
    ['/', { Host: 'evil.example' }],
  ] as const) {
    const reply = await ask(port, path, headers);
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = reply.headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ");
    expect(policy).toContain(
      `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; font-src 'self'; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
  }
});

describe('the WebSocket is refused', () => {
  const upgrade = (
    server: TestServer & { cookie: string },
    changes: Record<string, string | null>,
  ) => {
    const host = `127.0.0.1:${server.port}`;
    const { path = '/workbench', ...headers } = {
      Host: host,
      Origin: `http://${host}`,
      Cookie: server.cookie,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...changes,
    } as Record<string, string | null>;
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === null ? [] : [`${name}: ${value}`],
    );
    return askRaw(server.port, [`GET ${path} HTTP/1.1`, ...lines]);
  };

  it.each([
    ['without a cookie', { Cookie: null }, /^HTTP\/1.1 401 .*not let in/s],
    ['with a wrong cookie', { Cookie: 'megabase-1=x' }, /^HTTP\/1.1 401 /],
    ['from a foreign Origin', { Origin: 'http://evil.example' }, /^HTTP\/1.1 403 .*only pages of/s],
    ['from a page of no origin', { Origin: 'null' }, /^HTTP\/1.1 403 /],
    ['without an Origin', { Origin: null }, /^HTTP\/1.1 403 .*unknown origin/s],
    ['at a foreign Host', { Host: 'evil.example' }, /^HTTP\/1.1 403 .*answers as/s],
    ['at another path', { path: '/' }, /^HTTP\/1.1 404 .*at \/workbench/s],
    ['at a path that climbs', { path: '/../workbench' }, /^HTTP\/1.1 400 /],
    ['for another protocol', { Upgrade: 'h2c' }, /^HTTP\/1.1 400 /],
  ] as const)('%s', async (_what, changes, answer) => {
    expect(await upgrade(await entered(), changes)).toMatch(answer);
  });

  it('where it is none', async () => {
    const { port, cookie } = await entered();
    expect((await ask(port, '/workbench', { Cookie: cookie })).status).toBe(426);
  });
});

it('a message that is far too long ends its wire with the reason, and no other', async () => {
  const server = await entered();
  const host = `127.0.0.1:${server.port}`;
  const open = () =>
    new WebSocket(`ws://${host}/workbench`, {
      origin: `http://${host}`,
      headers: { Cookie: server.cookie },
    });
  const [long, other] = [open(), open()];
  await Promise.all([once(long, 'open'), once(other, 'open')]);
  const reason = new Promise((resolve) => webSocketWire(long).onClose(resolve));
  long.send(new Uint8Array(9 * 2 ** 20));
  expect(await reason).toBe('A message was larger than Megabase accepts (code 1009).');
  other.send(new Uint8Array(1));
  await once(other, 'message');
});

it('no other machine can connect', async () => {
  const { port } = await openServer();
  const others = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  // 127.0.0.2 is this machine too, and not the one address that was bound.
  for (const host of [...others, ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host, port }, () => resolve('connected'));
      socket.on('error', () => resolve('refused'));
    });
    expect([host, outcome]).toEqual([host, 'refused']);
  }
});

it('a port that is taken is named', async () => {
  const { port, files, folder } = await openServer();
  const parts = { workbench: fakeWorkbench({}), events: new FakeEvents(), advise, files };
  await expect(startServer({ ...parts, page: folder, port })).rejects.toMatchObject({
    code: 'usage',
    message: `Port ${port} of this computer is in use by another program.`,
  });
});
