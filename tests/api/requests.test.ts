import { connect } from 'node:net';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorSchema, jobListSchema, wholeJobSchema } from '../../src-main/cli/api/api-schemas.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { apiServer, askAs, bodyMs } from './api-server.ts';

const api = apiServer();
const { folder, call, ask, post, fetchApi } = api;
const outside = sharedFolder();
beforeAll(() => {
  cpSync('resources/tutorial', join(folder, 'data'), { recursive: true });
  writeFileSync(join(outside, 'secret.fa'), '>a\nACGT\n');
  symlinkSync(outside, join(folder, 'link'));
});

const genome = { fasta: 'data/tutorial.fa.gz', model: 'hawk-tutorial', provider: 'cpu', flank: 0 };
const asked = { ...genome, region: ['chrT1:1-2,000'], out: 'x.bedgraph' };

/** An error is as the description says, with its status, code and advice. */
function expectError(text: string, status: number, code: string): string {
  const { error } = errorSchema.parse(JSON.parse(text));
  expect(error).toMatchObject({ status, code });
  expect(error.advice).toMatch(/\.$/);
  return error.message;
}

describe('who may ask', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { Authorization: `Bearer ${'A'.repeat(43)}` }],
    ['an empty one', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: 'Basic TOKEN' }],
    ['the token with more', { Authorization: 'Bearer TOKENx' }],
    ['the token as a cookie', { Cookie: 'megabase=TOKEN' }],
  ] as [string, Record<string, string>][])('is told by the token: %s', async (_, headers) => {
    for (const path of ['/api/openapi.json', '/api/jobs', '/api/calls/predict', '/api/x', '/']) {
      const own = Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('TOKEN', api.token()),
      ]);
      const reply = await askAs(
        api.port(),
        path,
        Object.fromEntries(own) as Record<string, string>,
      );
      expect(reply.status).toBe(401);
      expectError(reply.text, 401, 'request-rejected');
      expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(reply.text).not.toContain(api.token());
    }
  });

  it('not by an address, which is kept in logs', async () => {
    const reply = await askAs(api.port(), `/api/jobs?token=${api.token()}`, {});
    expect(reply.status).toBe(401);
    const both = await askAs(api.port(), `/api/jobs?token=${api.token()}`, api.headers());
    expectError(both.text, 400, 'request-rejected');
  });

  it.each([
    [403, { Host: 'evil.example' }],
    [403, { Host: '127.0.0.1:1' }],
    [403, { Origin: 'http://evil.example' }],
    [403, { Origin: 'null' }],
    [403, { 'Sec-Fetch-Site': 'cross-site' }],
  ] as [number, Record<string, string>][])(
    'not another Host or Origin: %i for %o',
    async (status, headers) => {
      const reply = await askAs(api.port(), '/api/jobs', { ...api.headers(), ...headers });
      expect(reply.status).toBe(status);
      expectError(reply.text, status, 'request-rejected');
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it('a page is let ask nothing beforehand', async () => {
    const headers = { ...api.headers(), 'Access-Control-Request-Method': 'POST' };
    const reply = await askAs(api.port(), '/api/calls/predict', headers, { method: 'OPTIONS' });
    expectError(reply.text, 405, 'request-rejected');
    expect(reply.headers.allow).toBe('POST');
  });
});

describe('a request', () => {
  it.each([
    ['GET', '/calls/predict', 405],
    ['PUT', '/jobs', 405],
    ['POST', '/jobs/x', 405],
    ['GET', '', 404],
    ['GET', '/', 400],
    ['GET', '/x', 404],
    ['GET', '/__proto__', 404],
    ['GET', '/calls', 404],
    ['POST', '/calls/models_list/x', 404],
    ['GET', '/jobs/x/events/y', 404],
    ['GET', '/openapi.json?x', 400],
    ['GET', '/%ff', 400],
    ['GET', '/calls/%2e%2e', 400],
  ])('for no address of ours: %s %s is %i', async (method, path, status) => {
    const reply = await askAs(api.port(), `/api${path}`, api.headers(), { method });
    expectError(reply.text, status, 'request-rejected');
    expect(reply.status).toBe(status);
  });

  it('for an unknown call, or an unknown job, is 404', async () => {
    for (const name of ['rm', 'serve', 'models_remove', '__proto__', 'x'.repeat(5_000)]) {
      const { status, value } = await call(name);
      expect(status).toBe(404);
      expectError(JSON.stringify(value), 404, 'call-unknown');
    }
    for (const [method, path] of [
      ['GET', '/jobs/x'],
      ['DELETE', '/jobs/x'],
      ['GET', '/jobs/x/events'],
    ] as const) {
      const { value } = await ask(path, { method });
      expectError(JSON.stringify(value), 404, 'job-unknown');
    }
  });

  it.each([
    ['broken JSON', '{"fasta": ', {}, 400],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400],
    ['words', 'fasta=x', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['no type', '{}', { 'Content-Type': '' }, 415],
    [
      'another set of characters',
      '{}',
      { 'Content-Type': 'application/json; charset=latin1' },
      415,
    ],
    ['packed bytes', '{}', { 'Content-Encoding': 'gzip' }, 415],
  ] as const)('whose body is %s is rejected', async (_, body, more, status) => {
    const headers = { ...api.headers(), 'Content-Type': 'application/json', ...more };
    const reply = await askAs(api.port(), '/api/calls/predict', headers, { method: 'POST', body });
    expectError(reply.text, status, 'request-rejected');
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a number', 7],
    ['an unknown parameter', { ...asked, overwrite: true }],
    ['a missing one', { ...asked, fasta: undefined }],
    ['another type', { ...asked, region: { a: 1 } }],
    ['no list', { ...asked, region: 'chrT1:1-2,000' }],
    ['a choice that is none', { ...asked, provider: 'quantum' }],
    ['a text without end', { ...asked, tracks: 'a'.repeat(100_000) }],
    ['a list without end', { ...asked, region: Array.from({ length: 5_000 }, () => 'chrT1:1-10') }],
  ])('with %s as parameters is 422', async (_, given) => {
    const { status, value } = await call('predict', given);
    expect(status).toBe(422);
    const message = expectError(JSON.stringify(value), 422, 'call-parameters');
    expect(message.length).toBeLessThan(2_000);
  });

  it('that is larger than a megabyte is 413, also where it does not say its size', async () => {
    const large = Buffer.alloc(2 << 20, 0x20);
    const headers = { ...api.headers(), 'Content-Type': 'application/json' };
    const reply = await askAs(api.port(), '/api/calls/predict', headers, {
      method: 'POST',
      body: large,
    });
    expectError(reply.text, 413, 'request-rejected');
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    const other = await askAs(api.port(), '/api/calls/predict', chunked, {
      method: 'POST',
      body: large,
    });
    expectError(other.text, 413, 'request-rejected');
  });

  it('whose body never ends is told so, and its connection closed', async () => {
    const text = await new Promise<string>((resolve) => {
      let read = '';
      const socket = connect({ host: '127.0.0.1', port: api.port() });
      socket.on('data', (bytes) => (read += String(bytes))).on('close', () => resolve(read));
      socket.write(
        `POST /api/calls/predict HTTP/1.1\r\nHost: 127.0.0.1:${api.port()}\r\n` +
          `Authorization: Bearer ${api.token()}\r\nContent-Length: 100\r\n\r\n`,
      );
      const timer = setInterval(() => socket.write(' '), bodyMs / 10);
      socket.on('close', () => clearInterval(timer)).on('error', () => undefined);
    });
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expectError(text.split('\r\n\r\n')[1]!, 408, 'request-rejected');
  });

  it('that is no HTTP is rejected as JSON, too', async () => {
    const text = await new Promise<string>((resolve) => {
      let read = '';
      const socket = connect({ host: '127.0.0.1', port: api.port() });
      socket.on('data', (bytes) => (read += String(bytes))).on('close', () => resolve(read));
      socket.end('nonsense\r\n\r\n');
    });
    expectError(text.split('\r\n\r\n')[1]!, 400, 'request-rejected');
  });
});

describe('a call', () => {
  it.each([
    ['a file elsewhere', { fasta: '/etc/passwd' }],
    ['a way up', { fasta: '../../../etc/passwd' }],
    ['a device', { out: '/dev/null' }],
    ['a hidden folder', { out: '.ssh/authorized_keys' }],
    ['a link that leads out', { fasta: 'link/secret.fa' }],
    ['a zero in a path', { fasta: 'a\0b.fa' }],
    ['a model elsewhere', { model: '/etc' }],
  ])('may not use %s', async (_, given) => {
    const { status, value } = await call('predict', { ...asked, ...given });
    expect(status).toBe(403);
    expectError(JSON.stringify(value), 403, 'path-outside');
  });

  it('is 409 where a file exists, which stays as it is', async () => {
    writeFileSync(join(folder, 'mine.bedgraph'), 'mine');
    const { status, value } = await call('predict', { ...asked, out: 'mine.bedgraph' });
    expect(status).toBe(409);
    expectError(JSON.stringify(value), 409, 'output-exists');
    expect(JSON.stringify(value)).not.toContain('--overwrite');
    expect(readFileSync(join(folder, 'mine.bedgraph'), 'utf8')).toBe('mine');
  });

  it('is 409 just so where the server was started on a terminal: nobody is asked there', async () => {
    writeFileSync(join(folder, 'asked.bedgraph'), 'mine');
    const streams = [process.stdin, process.stderr];
    const before = streams.map(({ isTTY }) => isTTY);
    streams.forEach((stream) => (stream.isTTY = true));
    try {
      const answer = await call('predict', { ...asked, out: 'asked.bedgraph' });
      expectError(JSON.stringify(answer.value), 409, 'output-exists');
    } finally {
      streams.forEach((stream, place) => (stream.isTTY = before[place]!));
    }
  });

  it('says in fields where a file is wrong', async () => {
    writeFileSync(join(folder, 'bad.bed'), 'chrT1\t1\t2\nchrT1\tx\t2\n');
    const { status, value } = await call('predict', { ...asked, region: ['bad.bed'] });
    expect(status).toBe(422);
    expectError(JSON.stringify(value), 422, 'bed-format');
    expect(value).toMatchObject({ error: { line: 2, file: join(folder, 'bad.bed') } });
  });

  it('among a thousand at once waits for its turn, or is told to come again', async () => {
    const given = { ...genome, region: ['chrT1'], out: 'long.bw' };
    const long = await call('predict', given, { headers: { Prefer: 'respond-async' } });
    expect(long.status).toBe(202);
    const headers = { ...api.headers(), 'Content-Type': 'application/json' };
    const asking = Array.from({ length: 1_000 }, () =>
      askAs(api.port(), '/api/calls/models_list', headers, { method: 'POST', body: '{}' }),
    );
    // All but those that wait have their answer.
    let answered = 0;
    asking.forEach((one) => void one.then(() => (answered += 1)));
    await expect.poll(() => answered, { timeout: 20_000 }).toBe(1_000 - 16);
    const stopped = await ask(long.headers.get('location')!.replace('/api', ''), {
      method: 'DELETE',
    });
    expect(stopped.value).toMatchObject({
      state: 'failed',
      failure: { error: { code: 'cancelled' } },
    });

    const replies = await Promise.all(asking);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(16);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1_000 - 16);
    expectError(refused[0]!.text, 429, 'calls-full');
    expect(refused[0]!.headers['retry-after']).toBe('5');
    expect((await call('models_list')).status).toBe(200);
  });

  it.each(['application/json', 'text/event-stream'])(
    'is stopped where its request for %s is closed',
    async (Accept) => {
      const controller = new AbortController();
      const { signal } = controller;
      const out = `${Accept.replace('/', '.')}.bw`;
      const given = { ...genome, region: ['chrT1'], out };
      const asking = fetchApi('/calls/predict', post(given, { headers: { Accept }, signal }));
      const last = async () => jobListSchema.parse((await ask('/jobs')).value).jobs.at(-1);
      await expect.poll(last).toMatchObject({ call: 'predict', state: 'running' });
      const { id } = (await last())!;
      controller.abort();
      await asking.catch(() => undefined);
      const job = async () => wholeJobSchema.parse((await ask(`/jobs/${id}`)).value);
      await expect.poll(async () => (await job()).state).toBe('failed');
      expectError(JSON.stringify((await job()).failure), 409, 'cancelled');
      expect(existsSync(join(folder, out))).toBe(false);
    },
  );
});
