import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { formatRegion, type Region } from '../../src-main/contract/index.ts';
import { openFasta, type Fasta } from '../../src-main/readers/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import {
  embedBins,
  embedRegions,
  loadModel,
  pruneCache,
  reportCache,
  type EmbedTools,
} from '../../src-main/service/index.ts';
import { exact, sameBits, worstRatio } from '../support/compare.ts';
import { tutorialGenome } from '../support/cli.ts';
import { referenceModels } from '../support/paths.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const region: Region = { contig: 'chrT2', start: 5000, end: 7000 };
const settings = { bin: 128, provider: 'cpu', threads: 1 } as const;
let fasta: Fasta;
beforeAll(async () => {
  fasta = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  return () => fasta.close();
});

/** Tools that write down which intervals were read, and which came from the cache. */
async function tools(cache?: string): Promise<EmbedTools & { told: string[] }> {
  const told: string[] = [];
  const note = (interval: Region, kept: boolean) =>
    told.push(`${kept ? 'kept' : 'read'} ${formatRegion(interval)}`);
  const model = readModelPackage(referenceModels['hawk-tutorial']);
  return {
    fasta,
    model: await loadModel({ model, origin: 'shipped' }),
    graphs: join(shared, 'graphs'),
    startComputeProcess: sharedComputeProcess,
    embeddings: cache && join(cache, 'embeddings'),
    listener: {
      onInterval: note,
      onBegun: () => undefined,
      onProgress: () => undefined,
      onNote: (text) => told.push(text),
    },
    told,
  };
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
  const [cut] = await embedRegions([region], { ...settings, flank: 1000 }, all);
  expect(all.told).toEqual(['read chrT2:3,969-8,064']);
  expect(cut).toMatchObject({ first: 40, count: 14 });
  const whole = await embedBins({ ...region, start: 3968, end: 8064 }, settings, await tools());
  expect(whole).toMatchObject({ first: 31, count: 32 });
  expect(worstRatio(cut!.values, whole.values.subarray(9 * 64, 23 * 64))).toBeLessThan(exact);
});

it('more than the memory can hold is refused before anything is read', async () => {
  const all = await tools();
  const wanted = embedRegions([region], { ...settings, memory: 9000 }, all);
  await expect(wanted).rejects.toMatchObject({ code: 'memory-short' });
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
  const parts = await embedRegions(regions, { ...settings, flank: 500 }, all);
  expect(all.told).toEqual(['read chrT2:4,481-9,856']);
  expect(parts.map(({ first, count }) => [first, count])).toEqual([
    [40, 10],
    [71, 1],
  ]);
});
