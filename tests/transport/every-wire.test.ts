import { describe, expect, it, vi } from 'vitest';
import {
  MegabaseError,
  type EffectMap,
  type EffectsRequest,
  type Job,
  type VariantRows,
  type VariantRowsRequest,
  type WorkbenchEvent,
} from '../../src-main/contract/index.ts';
import { Random } from '../support/random.ts';
import { FakeEvents, fakeWorkbench } from './fake-workbench.ts';
import { wires } from './wires.ts';

const viewRequest = { run: 'r', project: 'p', track: 't', start: 0, end: 9, bpPerPixel: 1 };
const job: Job = { id: '1', kind: 'predict', title: 'chrT1', state: 'running', notes: [] };
const neverAnswers = fakeWorkbench({ jobs: () => new Promise(() => undefined) });

describe.each(Object.entries(wires))('over %s', (name, connect) => {
  it('a call takes its request there and its result back', async () => {
    const asked: unknown[] = [];
    const workbench = fakeWorkbench({
      jobs: () => Promise.resolve([job]),
      cancelJob: (request) => Promise.resolve(void asked.push(request)),
      findPlace: ({ text }) =>
        Promise.resolve([{ label: text, region: { contig: 'é', start: 0, end: 1 } }]),
    });
    const { client } = await connect(workbench, new FakeEvents());
    expect(await client.jobs()).toEqual([job]);
    await expect(client.cancelJob({ id: '7' })).resolves.toBeUndefined();
    expect(asked).toEqual([{ id: '7' }]);
    const [place] = await client.findPlace({ project: 'p', text: 'βγ😀' });
    expect(place).toEqual({ label: 'βγ😀', region: { contig: 'é', start: 0, end: 1 } });
  });

  it('typed arrays arrive bit for bit', async () => {
    const bits = new Uint32Array(300_000);
    const random = new Random(1);
    for (let i = 0; i < bits.length; i++) bits[i] = random.below(2 ** 32);
    // A window into more memory, as the cache hands out; with every kind of NaN among its values.
    const mean = new Float32Array(bits.buffer, 4, 299_990);
    const view = { start: 5, bin: 8, mean, min: new Float32Array(0), max: mean.slice(0, 1) };
    const { client } = await connect(
      fakeWorkbench({ view: () => Promise.resolve(view) }),
      new FakeEvents(),
    );
    const got = await client.view(viewRequest);
    expect(got).toMatchObject({ start: 5, bin: 8, min: new Float32Array(0) });
    expect(got.mean).toBeInstanceOf(Float32Array);
    expect(got.mean.length).toBe(mean.length);
    expect(got.mean.buffer.byteLength).toBe(mean.byteLength);
    const sent = new Uint8Array(mean.buffer, mean.byteOffset, mean.byteLength);
    expect(Buffer.compare(new Uint8Array(got.mean.buffer), sent)).toBe(0);
  });

  it("a distal map's numbers arrive among its words", async () => {
    const map: EffectMap = {
      model: { id: 'm', name: 'M', version: '1', family: 'hawk', hash: '0' },
      interval: { contig: 'a', start: 0, end: 9 },
      track: { id: 't', label: 'T', unit: 'probability', color: '#000000', bin: 1 },
      knockOut: { kind: 'shuffle', times: 3 },
      tolerance: 0.01,
      elements: [{ contig: 'a', start: 1, end: 2, name: 'é' }],
      targets: [{ contig: 'a', start: 5, end: 6, name: 'g', strand: '-' }],
      values: Float32Array.of(0.1),
      effects: Float32Array.of(-0.1),
    };
    const asked: unknown[] = [];
    const workbench = fakeWorkbench({
      effectMap: () => Promise.resolve(map),
      findEffects: (request) => Promise.resolve((asked.push(request), job)),
    });
    const { client } = await connect(workbench, new FakeEvents());
    expect(await client.effectMap({ project: 'p', map: 'm' })).toEqual(map);
    const request: EffectsRequest = {
      ...{ project: 'p', region: 'a', model: 'm', provider: 'auto' },
      elements: { kind: 'tile', bp: 100 },
      knockOut: { kind: 'n' },
    };
    expect(await client.findEffects(request)).toEqual(job);
    expect(asked).toEqual([request]);
    const tile = { ...request, elements: { kind: 'tile', bp: 0 } } as const;
    await expect(client.findEffects(tile)).rejects.toThrow(/elements/);
  });

  it('rows of scored variants arrive with what they do not know', async () => {
    const rows: VariantRows = {
      total: 100_000,
      rows: [
        {
          number: 7,
          variant: {
            id: 'chr1:2:A>C',
            stated: { contig: 'chr1', pos: 1, ref: 'A', alt: 'C' },
            scores: {
              interval: { contig: 'chr1', start: 0, end: 9 },
              local: [{ track: 't', value: NaN, effect: NaN }],
              distal: [],
            },
          },
        },
      ],
    };
    const asked: unknown[] = [];
    const workbench = fakeWorkbench({
      variantRows: (request) => Promise.resolve((asked.push(request), rows)),
    });
    const { client } = await connect(workbench, new FakeEvents());
    const request: VariantRowsRequest = {
      ...{ project: 'p', set: 's', sort: 'distal', descending: true, offset: 0, count: 100 },
      filter: { text: 'é', scoredOnly: true, least: 0.5 },
    };
    expect(await client.variantRows(request)).toEqual(rows);
    expect(asked).toEqual([request]);
    for (const wrong of [{ count: 1001 }, { sort: 'age' }, { offset: -1 }, { filter: { x: 1 } }]) {
      const refused = client.variantRows({ ...request, ...wrong } as VariantRowsRequest);
      await expect(refused).rejects.toThrow(Object.keys(wrong)[0]!);
    }
  });

  it('answers find their calls, in whatever order they come', async () => {
    const waiting: (() => void)[] = [];
    const workbench = fakeWorkbench({
      retryJob: ({ id }) =>
        new Promise((resolve) => waiting.push(() => resolve({ ...job, id: `${id}!` }))),
    });
    const { client } = await connect(workbench, new FakeEvents());
    const calls = ['a', 'b', 'c', 'd'].map((id) => client.retryJob({ id }));
    await expect.poll(() => waiting.length).toBe(4);
    for (const i of [2, 0, 3, 1]) waiting[i]!();
    expect((await Promise.all(calls)).map(({ id }) => id)).toEqual(['a!', 'b!', 'c!', 'd!']);
  });

  it('an error keeps its code and message and gets its advice', async () => {
    const workbench = fakeWorkbench({
      openProject: () => Promise.reject(new MegabaseError('file-missing', 'There is no a.fa.')),
      models: () => {
        throw new TypeError('x is undefined');
      },
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      jobs: () => Promise.reject('a text'),
    });
    const { client } = await connect(workbench, new FakeEvents());
    await expect(client.openProject({ path: 'a.fa' })).rejects.toMatchObject({
      code: 'file-missing',
      message: 'There is no a.fa.',
      advice: 'What to do about file-missing.',
    });
    await expect(client.models()).rejects.toMatchObject({
      code: 'unexpected',
      message: 'Megabase made a mistake: x is undefined',
      advice: 'What to do about unexpected.',
    });
    await expect(client.jobs()).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('a result that cannot be sent is an error, not silence', async () => {
    const result = [{ ...job, id: 1n as unknown as string }];
    const { client } = await connect(
      fakeWorkbench({ jobs: () => Promise.resolve(result) }),
      new FakeEvents(),
    );
    await expect(client.jobs()).rejects.toThrow('BigInt');
  });

  it('a request that cannot be sent rejects', async () => {
    const { client } = await connect(neverAnswers, new FakeEvents());
    await expect(client.cancelJob({ id: 1n as unknown as string })).rejects.toThrow('BigInt');
  });

  it('events arrive in order, until the listener leaves', async () => {
    const events = new FakeEvents();
    const workbench = fakeWorkbench({ jobs: () => Promise.resolve([]) });
    const { client } = await connect(workbench, events);
    const [first, second]: [WorkbenchEvent[], WorkbenchEvent[]] = [[], []];
    const leave = client.onEvent((event) => first.push(event));
    client.onEvent((event) => second.push(event));
    await client.jobs();
    const sent = ['queued', 'running', 'done'].map(
      (state) => ({ kind: 'job', job: { ...job, state } }) as WorkbenchEvent,
    );
    sent.forEach((event) => events.send(event));
    // An answer comes after the events that were sent before it.
    await client.jobs();
    leave();
    events.send(sent[0]!);
    await client.jobs();
    expect(first).toEqual(sent);
    expect(second).toEqual([...sent, sent[0]]);
  });

  it('a listener that throws is reported, and stays; the others hear of every event', async () => {
    const events = new FakeEvents();
    const reported: unknown[] = [];
    const workbench = fakeWorkbench({ jobs: () => Promise.resolve([]) });
    const { client } = await connect(workbench, events, (error) => reported.push(error));
    let heard = 0;
    const fault = new Error('drawn twice');
    client.onEvent(() => {
      throw fault;
    });
    client.onEvent(() => heard++);
    await client.jobs();
    events.send({ kind: 'job', job });
    events.send({ kind: 'job', job });
    expect(await client.jobs()).toEqual([]);
    expect([heard, reported]).toEqual([2, [fault, fault]]);
  });

  it('when the wire closes, the workbench is left alone', async () => {
    const events = new FakeEvents();
    const workbench = fakeWorkbench({ jobs: () => Promise.resolve([]) });
    const { client, close } = await connect(workbench, events);
    await client.jobs();
    expect(events.listeners.size).toBe(1);
    close();
    await expect.poll(() => events.listeners.size).toBe(0);
    events.send({ kind: 'job', job });
  });

  // An Electron page ends with its window: there is nobody left to tell.
  it.skipIf(name === 'IPC')('calls in flight and after reject when the wire closes', async () => {
    let arrived = 0;
    const workbench = fakeWorkbench({
      jobs() {
        arrived += 1;
        return new Promise(() => undefined);
      },
    });
    const { client, close } = await connect(workbench, new FakeEvents());
    const calls = [client.jobs(), client.jobs()];
    for (const call of calls) call.catch(() => undefined);
    await vi.waitUntil(() => arrived === calls.length, { timeout: 10_000 });
    close();
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'connection-lost',
        message: expect.stringMatching(/lost/) as string,
        advice: expect.stringMatching(/reload/) as string,
      });
    }
    await expect(client.jobs()).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
