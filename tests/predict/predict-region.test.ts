import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { openFasta, type Fasta } from '../../src-main/formats/fasta/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import type { StartComputeProcess } from '../../src-main/engine/index.ts';
import type { Environment } from '../../src-main/analysis/environment/index.ts';
import { resultOf, type InterimEvent } from '../../src-main/analysis/events/index.ts';
import { predict, type PredictSpec } from '../../src-main/analysis/predict/index.ts';
import { answeredBy, storingKey } from '../../src-main/analysis/run/index.ts';
import type { Provider, ProviderChoice } from '../../src-main/contract/index.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { sayingProvider } from '../support/saying-provider.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const region = { contig: 'chrT2', start: 5000, end: 7000 };
const settings = { flank: 0, provider: 'cpu', threads: 1 } as const;
let fasta: Fasta;
beforeAll(async () => {
  fasta = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  return () => fasta.close();
});

/** What was said on the way. */
class Log {
  readonly notes: string[] = [];
  readonly intervals: boolean[] = [];
  begun = 0;

  readonly onEvent = (event: InterimEvent<unknown>): void => {
    if (event.kind !== 'note') return;
    const { note } = event;
    if (note.kind === 'text') this.notes.push(note.text);
    if (note.kind === 'context') this.intervals.push(note.fromCache);
    if (note.kind === 'compute') this.begun++;
  };
}

async function environment(
  cache?: PredictionCache,
  startComputeProcess = sharedComputeProcess,
): Promise<Environment> {
  const model = readModelPackage(referenceModels['hawk-tutorial']);
  const loaded = await loadModel({ model, origin: 'shipped' });
  const graphs = join(shared, 'graphs');
  return { genome: fasta, model: loaded, cache, graphs, startComputeProcess };
}

async function predictWith(
  { onEvent }: Pick<Log, 'onEvent'>,
  cache: PredictionCache | undefined,
  more: Partial<PredictSpec> = {},
) {
  const spec = { region, ...settings, ...more };
  const { signal } = new AbortController();
  return resultOf(predict(await environment(cache), spec, signal), onEvent);
}

it('computes once, and then answers from the cache with equal values', async () => {
  const log = new Log();
  const cache = PredictionCache.open(temporaryFolder());
  const first = await predictWith(log, cache);
  const second = await predictWith(log, cache, { chunk: 500, threads: 2 });
  cache.close();
  expect([first.fromCache, second.fromCache]).toEqual([false, true]);
  expect(log.intervals).toEqual([false, true]);
  expect(log.begun).toBe(1);
  expect(second.tracks).toEqual(first.tracks);
  expect(second.run).toEqual(first.run);
});

it('a run that the cache has no room for is still returned, with a note of why it is not kept', async () => {
  const log = new Log();
  const file = CacheFile.open(temporaryFolder());
  const cache = new PredictionCache(file);
  // SQLite answers a file at its page limit as it answers a full disk.
  file.use((db) =>
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`),
  );
  const prediction = await predictWith(log, cache);
  expect(prediction.tracks[0]!.values).toHaveLength(16);
  expect(log.notes).toEqual([
    expect.stringMatching(
      /^the prediction is not kept for next time: The cache .* has no room left/,
    ),
  ]);
  expect(cache.info().runs).toBe(0);
  cache.close();
});

it('a track that the model does not have is refused before anything is read', async () => {
  const log = new Log();
  const asked = predictWith(log, undefined, { tracks: ['none'] });
  await expect(asked).rejects.toMatchObject({ code: 'track-unknown' });
  expect(log.intervals).toEqual([]);
});

it('a pass that is cancelled keeps nothing in the cache', async () => {
  const cache = PredictionCache.open(temporaryFolder());
  const controller = new AbortController();
  // Who reads the events may hear of the beginning and the end in one go.
  const stopping: StartComputeProcess = () => {
    const child = sharedComputeProcess();
    const onReply: typeof child.onReply = (listener) =>
      child.onReply((reply) => {
        listener(reply);
        if (reply.kind === 'begun') controller.abort();
      });
    return { ...child, onReply };
  };
  const own = await environment(cache, stopping);
  const events = predict(own, { region, ...settings }, controller.signal);
  const asked = resultOf(events, () => undefined);
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect(cache.info().runs).toBe(0);
  cache.close();
});

it('a provider that is named is answered by its own numbers alone, auto by those of any', async () => {
  const cache = PredictionCache.open(temporaryFolder());
  const ask = async (provider: ProviderChoice, computed: Provider) => {
    const own = await environment(cache, sayingProvider(computed));
    const events = predict(own, { region, ...settings, provider }, new AbortController().signal);
    const { fromCache, run } = await resultOf(events, () => undefined);
    return { fromCache, by: run.provider, key: run.key };
  };
  const gpu = await ask('auto', 'webgpu');
  expect(gpu).toMatchObject({ fromCache: false, by: 'webgpu' });
  expect(await ask('auto', 'cpu')).toEqual({ ...gpu, fromCache: true });
  expect(await ask('webgpu', 'cpu')).toEqual({ ...gpu, fromCache: true });

  const cpu = await ask('cpu', 'cpu');
  expect(cpu).toMatchObject({ fromCache: false, by: 'cpu' });
  expect(cpu.key).not.toBe(gpu.key);
  expect(await ask('cpu', 'cpu')).toEqual({ ...cpu, fromCache: true });

  // Where CUDA does not work the CPU computes in its place: it is CUDA's turn once it does.
  expect(await ask('cuda:1', 'cpu')).toMatchObject({ fromCache: false, by: 'cpu', key: cpu.key });
  const cuda = await ask('cuda', 'cuda');
  expect(cuda).toMatchObject({ fromCache: false, by: 'cuda' });
  expect(await ask('cuda:1', 'cpu')).toEqual({ ...cuda, fromCache: true });
  cache.close();
});

it('what changed sequences change is stored under the provider that computed it', () => {
  const cache = PredictionCache.open(temporaryFolder());
  const asking = (provider: ProviderChoice, computed?: Provider) => {
    const context = answeredBy({ cache, emit: () => undefined } as never, provider);
    const begun = { provider: computed } as never;
    if (computed) context.emit({ kind: 'note', note: { kind: 'compute', begun } });
    // Parts of the work ask by the same.
    expect(answeredBy(context, 'auto')).toBe(context);
    return context;
  };
  const edit = (value: number) => new Map([['e', { info: {}, values: Float32Array.of(value) }]]);
  const found = (provider: ProviderChoice) =>
    asking(provider).cache?.findEdit('run', 'e')?.values[0];
  asking('auto', 'cuda').cache?.storeEdits('run', edit(1));
  expect(['cuda', 'auto', 'cpu', 'webgpu'].map((one) => found(one as Provider))).toEqual([
    ...[1, 1, undefined, undefined],
  ]);
  asking('cpu', 'cpu').cache?.storeEdits('run', edit(2));
  expect(['cuda', 'auto', 'cpu'].map((one) => found(one as Provider))).toEqual([1, 2, 2]);
  expect(cache.findEdits('run', ['e']).get('e')?.values[0]).toBe(2);
  expect(found('cuda:1')).toBe(1);
  expect(cache.findEdits(storingKey('run', 'cuda'), ['e']).get('e')?.values[0]).toBe(1);
  // A GPU that is named and does not work, or fails on the way: the work goes on with the CPU's, the next asks anew.
  const instead = asking('webgpu', 'cpu');
  expect(instead.cache?.findEdit('run', 'e')?.values[0]).toBe(2);
  expect(found('webgpu')).toBeUndefined();
  const failing = asking('webgpu', 'webgpu');
  failing.emit({ kind: 'note', note: { kind: 'text', text: 'it failed', goesOn: 'cpu' } });
  failing.cache?.storeEdits('run', new Map([['f', { info: {}, values: Float32Array.of(3) }]]));
  expect(cache.findEdits('run', ['f']).get('f')?.values[0]).toBe(3);
  // Of whichever provider there is: maps are shown by what `auto` may have.
  asking('coreml', 'coreml').cache?.storeEdits(
    'run',
    new Map([['g', { info: {}, values: Float32Array.of(4) }]]),
  );
  expect(asking('auto').cache?.findEdit('run', 'g')?.values[0]).toBe(4);
  cache.close();
});
