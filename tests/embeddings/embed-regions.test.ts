import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import {
  formatRegion,
  type Provider,
  type ProviderChoice,
  type Region,
} from '../../src-main/contract/index.ts';
import { openFasta, type Fasta } from '../../src-main/formats/fasta/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { embedBins } from '../../src-main/analysis/embed/embed-bins.ts';
import { embedRegions } from '../../src-main/analysis/embed/index.ts';
import type { Environment } from '../../src-main/analysis/environment/index.ts';
import { resultOf, type InterimEvent } from '../../src-main/analysis/events/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { pruneCache, reportCache } from '../../src-main/cache/index.ts';
import { exact, sameBits, worstRatio } from '../support/compare.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { neverStopped } from '../support/read-analysis.ts';
import { sayingProvider } from '../support/saying-provider.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const region: Region = { contig: 'chrT2', start: 5000, end: 7000 };
const settings = { bin: 128, provider: 'cpu', threads: 1 } as const;
let genome: Fasta;
beforeAll(async () => {
  genome = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  return () => genome.close();
}, 120_000);

/** Writes down which intervals were read, and which came from the cache. */
async function tools(cache?: string) {
  const told: string[] = [];
  const emit = (event: InterimEvent) => {
    if (event.kind !== 'note') return;
    const { note } = event;
    if (note.kind === 'text') told.push(note.text);
    if (note.kind === 'context') {
      told.push(`${note.fromCache ? 'kept' : 'read'} ${formatRegion(note.interval)}`);
    }
  };
  const model = readModelPackage(referenceModels['hawk-tutorial']);
  return {
    genome,
    model: await loadModel({ model, origin: 'shipped' }),
    graphs: join(shared, 'graphs'),
    startComputeProcess: sharedComputeProcess,
    embeddings: cache && join(cache, 'embeddings'),
    signal: neverStopped,
    emit,
    told,
  };
}

type Tools = Environment & { readonly emit: (event: InterimEvent) => void };
type More = Partial<Parameters<typeof embedRegions>[1]>;

function embed(regions: readonly Region[], more: More, all: Tools) {
  const events = embedRegions(all, { ...settings, ...more, regions }, neverStopped);
  return resultOf(events, all.emit);
}

it('the same bins are computed once, and then read from the disk', async () => {
  const cache = temporaryFolder();
  const first = await tools(cache);
  const computed = await embedBins(region, settings, first);
  expect(first.told).toEqual(['read chrT2:5,001-7,000']);
  const second = await tools(cache);
  const startComputeProcess = () => {
    throw new Error('nothing is to be computed');
  };
  const kept = await embedBins(
    region,
    { ...settings, chunk: 500 },
    { ...second, startComputeProcess },
  );
  expect(second.told).toEqual(['kept chrT2:5,001-7,000']);
  expect(kept).toMatchObject({ first: 40, count: 14, width: 64 });
  expect(sameBits(kept.values, computed.values)).toBe(true);

  const other = await embedBins(region, { ...settings, bin: 200 }, await tools(cache));
  expect(other).toMatchObject({ first: 25, count: 10 });
});

it('a GPU that is named is answered by its own embeddings alone', async () => {
  const cache = temporaryFolder();
  const ask = async (provider: ProviderChoice, computed: Provider) => {
    const all = { ...(await tools(cache)), startComputeProcess: sayingProvider(computed) };
    await embedBins(region, { ...settings, provider }, all);
    return all.told.at(-1)?.slice(0, 4);
  };
  expect(await ask('webgpu', 'cpu')).toBe('read');
  expect(await ask('cpu', 'cpu')).toBe('kept');
  expect(await ask('webgpu', 'webgpu')).toBe('read');
  expect(await ask('webgpu', 'cpu')).toBe('kept');
  expect(await ask('cuda', 'cpu')).toBe('read');
});

it('a file that was damaged is computed and written anew', async () => {
  const cache = temporaryFolder();
  const { values } = await embedBins(region, settings, await tools(cache));
  const [name] = readdirSync(join(cache, 'embeddings'));
  const path = join(cache, 'embeddings', name!);
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 100));
  const again = await tools(cache);
  expect(sameBits((await embedBins(region, settings, again)).values, values)).toBe(true);
  expect(again.told).toEqual(['read chrT2:5,001-7,000']);
  expect(readFileSync(path)).toEqual(whole);
});

it('where they cannot be kept, what was computed is still there, with a note of why', async () => {
  const cache = temporaryFolder();
  writeFileSync(join(cache, 'embeddings'), 'a file where the folder should be');
  const all = await tools(cache);
  expect((await embedBins(region, settings, all)).count).toBe(14);
  expect(all.told[1]).toMatch(/^the embeddings are not kept for next time: /);
});

it('bins of a region are those inside it, read with its flanks as one', async () => {
  const all = await tools();
  const [cut] = await embed([region], { flank: 1000 }, all);
  expect(all.told).toEqual(['read chrT2:3,969-8,064']);
  expect(cut).toMatchObject({ first: 40, count: 14 });
  const whole = await embedBins({ ...region, start: 3968, end: 8064 }, settings, await tools());
  expect(whole).toMatchObject({ first: 31, count: 32 });
  expect(worstRatio(cut!.values, whole.values.subarray(9 * 64, 23 * 64))).toBeLessThan(exact);
});

it('more than the memory can hold is refused before anything is read', async () => {
  const all = await tools();
  const wanted = embed([region], { memory: 9000 }, all);
  await expect(wanted).rejects.toMatchObject({ code: 'memory-limit' });
  expect(all.told).toEqual([]);
});

it('the cache tells their size, and removes those not used for long, or all', async () => {
  const cache = temporaryFolder();
  await embedBins(region, settings, await tools(cache));
  const bytes = reportCache(cache).embeddingBytes;
  expect(bytes).toBeGreaterThan(14 * 64 * 4);
  pruneCache(cache, { olderThanDays: 3 });
  expect(reportCache(cache).embeddingBytes).toBe(bytes);
  const folder = join(cache, 'embeddings');
  const longAgo = new Date(Date.now() - 4 * 86_400_000);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), longAgo, longAgo);
  const { bytes: freed } = pruneCache(cache, { olderThanDays: 3 });
  expect(freed).toBeGreaterThanOrEqual(bytes);
  expect(reportCache(cache).embeddingBytes).toBe(0);

  await embedBins(region, settings, await tools(cache));
  pruneCache(cache, { all: true });
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

it('neighbouring regions are read in one pass, and no bin comes twice', async () => {
  const all = await tools();
  const regions = [
    { contig: 'chrT2', start: 9000, end: 9300 },
    { contig: 'chrT2', start: 5000, end: 6000 },
    { contig: 'chrT2', start: 5500, end: 6500 },
  ];
  const parts = await embed(regions, { flank: 500 }, all);
  expect(all.told).toEqual(['read chrT2:4,481-9,856']);
  expect(parts.map(({ first, count }) => [first, count])).toEqual([
    [40, 10],
    [71, 1],
  ]);
});
