import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorSchema } from '../../src-main/cli/api/api-schemas.ts';
import { mutate } from '../fuzz/mutate.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { apiServer } from './api-server.ts';
import { send, someParameters, type Reply } from './fuzz-requests.ts';

const api = apiServer();

/** `MEGABASE_FUZZ=10000 npx vitest run tests/api/fuzz.test.ts` tries more. */
const count = Number(process.env['MEGABASE_FUZZ'] ?? 150);
const seed = Number(process.env['MEGABASE_FUZZ_SEED'] ?? 20);
const limit = 30_000 + 100 * count;

/** They look at drivers, or check all models, and take no values that could be wrong. */
const leftOut = ['doctor', 'models_verify'];

interface Schema {
  readonly properties: object;
  readonly required?: readonly string[];
}

/** The calls, with the names of their parameters. */
async function describedCalls() {
  const { value } = await api.ask('/openapi.json');
  const { paths } = value as { paths: Record<string, unknown> };
  return Object.entries(paths).flatMap(([path, item]) => {
    const [, name] = /^\/calls\/(\w+)$/.exec(path) ?? [];
    if (name === undefined || leftOut.includes(name)) return [];
    const { post } = item as {
      post: { requestBody: { content: Record<string, { schema: Schema }> } };
    };
    const { properties, required = [] } = post.requestBody.content['application/json']!.schema;
    return [{ name, names: Object.keys(properties), required }];
  });
}

function requestOf(name: string, given: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(given));
  const head =
    `POST /api/calls/${name} HTTP/1.1\r\nHost: 127.0.0.1:${api.port()}\r\n` +
    `Authorization: Bearer ${api.token()}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** A result, or an error of the catalogue that is no mistake of the program. */
function expectSane({ sent, status, body }: Reply): void {
  const [text] = /\{.*\}/s.exec(body) ?? [];
  if (status === undefined || status === 200) return;
  expect(text, `${status} ${sent}`).toBeDefined();
  const { error } = errorSchema.parse(JSON.parse(Buffer.from(text!, 'latin1').toString()));
  expect(error.status, sent).toBe(status);
  expect(error.code, `${sent}\n${error.message}`).not.toBe('unexpected');
}

it(
  'whatever parameters a call is given, it answers or says what is wrong',
  async () => {
    cpSync(join(root, 'resources/tutorial'), join(api.folder, 'data'), { recursive: true });
    writeFileSync(join(api.folder, 'mine.bedgraph'), 'mine');
    const [calls, random] = [await describedCalls(), new Random(seed)];
    const statuses = new Map<number | undefined, number>();
    for (let i = 0; i < count; i++) {
      const call = calls[random.below(calls.length)]!;
      const reply = await send(api.port(), requestOf(call.name, someParameters(random, call)));
      expectSane(reply);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    }
    expect(statuses.get(422)).toBeGreaterThan(count / 4);
    expect(readFileSync(join(api.folder, 'mine.bedgraph'), 'utf8')).toBe('mine');
    expect(existsSync('x.bedgraph')).toBe(false);
    expect((await api.call('models_list')).status).toBe(200);
  },
  limit,
);

it(
  'whatever bytes a request has, it is answered or closed, and the server goes on',
  async () => {
    const random = new Random(seed);
    const request = requestOf('read_lines', { path: 'mine.bedgraph', from: 1, lines: 10 });
    const replies: Reply[] = [];
    for (let i = 0; i < count; i++) {
      const reply = await send(api.port(), mutate(request, random).bytes);
      expectSane(reply);
      replies.push(reply);
    }
    const refused = replies.filter(({ status }) => status !== undefined && status >= 400);
    expect(refused.length).toBeGreaterThan(count / 4);
    expect((await api.call('models_list')).status).toBe(200);
  },
  limit,
);
