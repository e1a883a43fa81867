import { describe, expect, it } from 'vitest';
import { workbenchMethods, type Job } from '../../src-main/contract/index.ts';
import { maxRequestBytes } from '../../src-main/transport/index.ts';
import { encodeMessage } from '../../src-main/transport/message.ts';
import { requestSchemas } from '../../src-main/transport/request-schemas/index.ts';
import { Random } from '../support/random.ts';
import { FakeEvents, fakeWorkbench } from './fake-workbench.ts';
import { messagesFrom } from './messages.ts';
import { wires } from './wires.ts';

const job: Job = { id: '1', kind: 'predict', title: 'chrT1', state: 'running', notes: [] };
const neverAnswers = fakeWorkbench({ jobs: () => new Promise(() => undefined) });

/** Lists in lists, deeper than a program's stack. */
const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

/** A message of this JSON, which no writer could make. */
function asMessage(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const bytes = new Uint8Array(12 + text.length);
  bytes.set(encodeMessage(null).subarray(0, 4));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 12);
  return bytes;
}

describe.each(Object.entries(wires))('over %s', (_name, connect) => {
  it.each([
    ['an unknown method', { kind: 'call', id: 3, method: 'formatDisk' }, /no method "formatDisk"/],
    ["an object's own method", { kind: 'call', id: 3, method: 'constructor' }, /no method/],
    ['a prototype', { kind: 'call', id: 3, method: '__proto__' }, /no method "__proto__"/],
    ['a method that is no text', { kind: 'call', id: 3, method: ['jobs'] }, /no method \["jobs"\]/],
    [
      'a method of a million letters',
      { kind: 'call', id: 3, method: 'x'.repeat(1e6) },
      /no method "x{59}\.\.\.\.$/,
    ],
    [
      'a request where none is taken',
      { kind: 'call', id: 3, method: 'jobs', request: 5 },
      /jobs does not accept/,
    ],
    [
      'a field of another type',
      { kind: 'call', id: 3, method: 'openProject', request: { path: 5 } },
      /path: /,
    ],
    [
      'a path with NUL in it',
      { kind: 'call', id: 3, method: 'openProject', request: { path: '/etc/passwd\0.json' } },
      /path: contains a NUL character/,
    ],
    [
      'a NUL in a list',
      { kind: 'call', id: 3, method: 'addFiles', request: { project: 'p', paths: ['a', '\0'] } },
      /paths: 1: contains a NUL character/,
    ],
    [
      'a field that is not taken',
      { kind: 'call', id: 3, method: 'cancelJob', request: { id: 'x', y: 1 } },
      /"y"/,
    ],
    [
      'a region that ends where it starts',
      {
        ...{ kind: 'call', id: 3, method: 'updateProject' },
        request: { project: 'p', marks: [{ contig: 'a', start: 5, end: 5 }] },
      },
      /marks: 0: a region ends/,
    ],
    ['a call without an id', { kind: 'call', method: 'jobs' }, /call's id is undefined/],
    ['a call with half an id', { kind: 'call', id: 0.5, method: 'jobs' }, /call's id is 0\.5/],
    ['a cancel without an id', { kind: 'cancel' }, /cancel's id is undefined; expected a whole/],
    ['another kind', { kind: 'shout', id: 4 }, /kind is "shout"; expected "call" or "cancel"/],
    ['nothing', null, /kind is undefined/],
    ['a text', 'jobs', /kind is undefined/],
  ])('%s is rejected with the reason', async (_what, message, reason) => {
    const { wire } = await connect(neverAnswers, new FakeEvents());
    const { next } = messagesFrom(wire);
    wire.send(encodeMessage(message));
    const reply = await next();
    expect(reply).toMatchObject({
      kind: 'error',
      error: { code: 'message-rejected', message: expect.stringMatching(reason) as string },
    });
    expect((reply as { error: { message: string } }).error.message).not.toMatch(/made a mistake/);
    const hasId = (message as { id?: number } | null)?.id === 3;
    expect((reply as { id?: number }).id).toBe(hasId ? 3 : undefined);
  });

  it('lists nested deeper than the stack are rejected wherever they stand', async () => {
    const { wire } = await connect(neverAnswers, new FakeEvents());
    const { next } = messagesFrom(wire);
    for (const field of ['kind', 'id', 'method', 'request', 'more']) {
      const call = { kind: 'call', id: 3, method: 'openProject', request: {}, [field]: 0 };
      const json = JSON.stringify({ value: call, attachments: [] });
      wire.send(asMessage(json.replace(`"${field}":0`, `"${field}":${nested}`)));
      expect(await next()).toMatchObject({ kind: 'error', error: { code: 'message-rejected' } });
    }
  });

  it('a frame larger than is accepted is rejected with both sizes, and the wire goes on', async () => {
    const workbench = fakeWorkbench({ jobs: () => Promise.resolve([job]) });
    const { client, wire } = await connect(workbench, new FakeEvents());
    const { next } = messagesFrom(wire);
    wire.send(new Uint8Array(maxRequestBytes + 1));
    expect(await next()).toMatchObject({
      kind: 'error',
      error: {
        code: 'message-rejected',
        message: 'The request has 4194305 bytes; at most 4194304 are accepted.',
      },
    });
    expect(await client.jobs()).toEqual([job]);
  });

  it('a request too large to send rejects alone, before it is sent', async () => {
    const { client } = await connect(
      fakeWorkbench({ jobs: () => Promise.resolve([job]) }),
      new FakeEvents(),
    );
    const paths = Array.from({ length: 500 }, () => 'x'.repeat(10_000));
    const [large, other] = await Promise.allSettled([
      client.addFiles({ project: 'p', paths }),
      client.jobs(),
    ]);
    expect(large).toMatchObject({ reason: { code: 'message-rejected' } });
    expect(other).toMatchObject({ value: [job] });
  });

  it('a second call of the same id is rejected', async () => {
    const { wire } = await connect(neverAnswers, new FakeEvents());
    const { next } = messagesFrom(wire);
    wire.send(encodeMessage({ kind: 'call', id: 8, method: 'jobs' }));
    wire.send(encodeMessage({ kind: 'call', id: 8, method: 'jobs' }));
    expect(await next()).toMatchObject({
      id: 8,
      error: { message: 'The id 8 belongs to a call that is not answered yet.' },
    });
  });

  it('bytes that are no message are rejected, and the next call is answered', async () => {
    const workbench = fakeWorkbench({ jobs: () => Promise.resolve([job]) });
    const { client, wire } = await connect(workbench, new FakeEvents());
    const { next } = messagesFrom(wire);
    const random = new Random(7);
    for (const length of [0, 1, 12, 500]) {
      wire.send(Uint8Array.from({ length }, () => random.below(256)));
      expect(await next()).toMatchObject({ kind: 'error', error: { code: 'message-rejected' } });
    }
    expect(await client.jobs()).toEqual([job]);
  });

  it('a rejection without an id ends all calls that wait', async () => {
    const { client, wire } = await connect(neverAnswers, new FakeEvents());
    const call = client.jobs();
    wire.send(new Uint8Array(3));
    await expect(call).rejects.toMatchObject({ code: 'message-rejected' });
  });
});

it('every text of every request is checked for NUL', () => {
  const accepts: string[] = [];
  for (const method of workbenchMethods) {
    const schema = requestSchemas[method] as unknown as {
      shape?: Record<string, { safeParse(value: unknown): { success: boolean } }>;
    };
    for (const [field, type] of Object.entries(schema.shape ?? {})) {
      for (const value of ['a\0', ['a\0'], { text: 'a\0' }]) {
        if (type.safeParse(value).success) accepts.push(`${method}.${field}`);
      }
    }
  }
  expect(accepts).toEqual([]);
});
