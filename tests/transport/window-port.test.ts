import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MegabaseError } from '../../src-main/contract/index.ts';
import { openWindowPort, type WindowPort } from '../../src-main/transport/index.ts';

let port: WindowPort;
const asked: unknown[] = [];

beforeAll(async () => {
  port = await openWindowPort({
    windows: () => [{ id: 'w', name: 'study' }],
    ask: (what) => {
      asked.push(what);
      if (what.by === 'refused') throw new MegabaseError('window-off', 'It is off.');
      return Promise.resolve({ locus: 'chr1' });
    },
    advise: (code) => `Advice on ${code}.`,
  });
});
afterAll(() => port.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Host, Origin and the like as they are given, which `fetch` does not allow. */
function send(
  headers: Readonly<Record<string, string>>,
  body?: string | Buffer,
  method = body === undefined ? 'GET' : 'POST',
  path = '/windows',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const own = { Authorization: `Bearer ${port.token}`, ...type, ...headers };
    const sent = request(
      { host: '127.0.0.1', port: port.port, path, method, headers: own },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text.trimEnd() }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const goto = JSON.stringify({ command: { kind: 'goto', locus: 'chr1' }, by: 'a test' });

describe('the port by which windows are driven', () => {
  it('lists windows and hands on what is asked, for the token', async () => {
    expect(await send({})).toEqual({
      status: 200,
      body: '{"windows":[{"id":"w","name":"study"}]}',
    });
    expect(await send({}, goto)).toEqual({ status: 200, body: '{"result":{"locus":"chr1"}}' });
    expect(asked.at(-1)).toEqual({ command: { kind: 'goto', locus: 'chr1' }, by: 'a test' });
  });

  it('tells errors with their code and advice', async () => {
    const { status, body } = await send({}, goto.replace('a test', 'refused'));
    expect(status).toBe(409);
    expect(JSON.parse(body)).toEqual({
      error: { code: 'window-off', message: 'It is off.', advice: 'Advice on window-off.' },
    });
  });

  it.each([
    ['no token', { Authorization: '' }, 401],
    ['a wrong one', { Authorization: 'Bearer x' }, 401],
    ['the token alone', { Authorization: 'x' }, 401],
    ['a page of another site', { Origin: 'https://x.org' }, 403],
    ['a page of its own address', { Origin: 'http://127.0.0.1' }, 403],
    ['a browser', { 'Sec-Fetch-Site': 'none' }, 403],
    ['another name for this computer', { Host: 'x.org' }, 403],
  ])('answers nothing to %s', async (_, headers, status) => {
    const before = asked.length;
    expect((await send(headers, goto)).status).toBe(status);
    expect((await send(headers)).status).toBe(status);
    expect(asked.length).toBe(before);
  });

  it.each([
    ['no JSON', 'hello', 400],
    ['nothing', '', 400],
    ['no command', '{}', 400],
    ['an unknown command', '{"command":{"kind":"quit"},"by":"x"}', 400],
    ['a command of a prototype', '{"command":{"kind":"constructor"},"by":"x"}', 400],
    ['more than belongs to it', '{"command":{"kind":"state","x":1},"by":"x"}', 400],
    ['a NUL', '{"command":{"kind":"goto","locus":"a\\u0000b"},"by":"x"}', 400],
    ['a nameless caller', '{"command":{"kind":"state"},"by":""}', 400],
    ['an endless name', JSON.stringify({ command: { kind: 'state' }, by: 'x'.repeat(99) }), 400],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400],
    ['too much', ' '.repeat(1_100_000), 413],
  ])('refuses %s', async (_, body, status) => {
    const before = asked.length;
    expect((await send({}, body)).status).toBe(status);
    expect(asked.length).toBe(before);
  });

  it('says why to whoever sends too many headers', async () => {
    expect((await send({ 'X-Long': 'x'.repeat(20_000) })).body).toMatch(/headers are larger than/);
  });

  it('knows one path and two methods', async () => {
    expect((await send({}, undefined, 'GET', '/')).status).toBe(404);
    expect((await send({}, undefined, 'GET', '/windows/..')).status).toBe(404);
    expect((await send({}, undefined, 'DELETE')).status).toBe(405);
  });
});
