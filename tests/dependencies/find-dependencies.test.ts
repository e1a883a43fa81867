import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { readModelPackage, type NetworkPackage } from '../../src-main/model/index.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { baseTokens, tokenize } from '../../src-main/sequence/index.ts';
import { findDependencies } from '../../src-main/analysis/dependencies/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { findMap, type MapOptions } from '../support/find-map.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const random = new Random(21);
const random300 = Array.from({ length: 300 }, () => 'ACGT'[random.below(4)]).join('');
/** An N inside the region. */
const letters = `${random300.slice(0, 152)}N${random300.slice(153)}`;
writeFasta(join(folder, 'genome.fa'), { chr1: letters });
const genome = await openFasta(join(folder, 'genome.fa'), { indexFolder: folder });
const region = { contig: 'chr1', start: 150, end: 155 };
const n = region.end - region.start;

async function model(config: CaduceusShape | HawkShape, seed: number) {
  const path = join(folder, `model-${seed}`);
  writeRandomModel(path, { seed, config });
  return loadModel({ model: readModelPackage(path), origin: 'imported' });
}

async function find(used: Awaited<ReturnType<typeof model>>, options: MapOptions = {}) {
  const place = { genome, model: used, folder, region };
  const { notes, ...found } = await findMap(findDependencies, place, options);
  expect(notes).toEqual([]);
  return found;
}

/** By the plainest means: every changed sequence read as a whole. */
async function plainMap(used: Awaited<ReturnType<typeof model>>, shift: number) {
  const path = used.model.folder;
  const tokens = tokenize(letters);
  const odds = async (sequence: Uint8Array) => {
    const { logits } = await runPass({
      model: path,
      tokens: sequence,
      graphs: join(folder, 'plain-graphs'),
    });
    return Array.from({ length: n }, (_, j) => {
      const row = (region.start + j - shift) * 16;
      const weights = baseTokens.map((token) => Math.exp(logits[row + token]!));
      const sum = weights.reduce((all, one) => all + one, 0);
      return weights.map((weight) => Math.log(weight / sum / (1 - weight / sum)));
    });
  };
  const before = await odds(tokens);
  const values = new Float32Array(n * n).fill(NaN);
  for (let i = 0; i < n; i++) {
    const own = tokens[region.start + i]!;
    if (letters[region.start + i] === 'N') continue;
    for (const other of baseTokens.filter((token) => token !== own)) {
      const after = await odds(tokens.with(region.start + i, other));
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        const change = Math.max(...before[j]!.map((value, b) => Math.abs(after[j]![b]! - value)));
        const known = values[i * n + j]!;
        values[i * n + j] = Number.isNaN(known) ? change : Math.max(known, change);
      }
    }
  }
  return values;
}

describe('a dependency map', () => {
  it.each([
    ['a strand-sharing Caduceus', { model_type: 'caduceus', rcps: true }, 0],
    ['a causal Hawk', { model_type: 'hawk', bidirectional: false }, 1],
  ] as const)('of %s is that of reading every changed sequence', async (_, config, shift) => {
    const used = await model(config, 30 + shift);
    const { map } = await find(used);
    const expected = await plainMap(used, shift);
    expect(map.bases).toBe(letters.slice(region.start, region.end));
    expect(map.interval).toEqual({ contig: 'chr1', start: 0, end: 300 });
    expect([...map.values].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(map.values.filter(Number.isNaN)).toHaveLength(n + n - 1);
    const numbers = expected.filter((value) => !Number.isNaN(value));
    expect(Math.max(...numbers)).toBeGreaterThan(1e-3);
    for (const [i, value] of expected.entries()) {
      if (!Number.isNaN(value)) expect(Math.abs(map.values[i]! - value)).toBeLessThan(1e-4);
    }
    // What comes before does not depend on what comes behind, for a causal model.
    const before = [...map.values].filter((_, i) => i % n < Math.floor(i / n));
    if (shift === 1) expect(before.every((value) => value === 0 || Number.isNaN(value))).toBe(true);
    else expect(before.some((value) => value > 1e-3)).toBe(true);
  });

  it('is found again without a compute process, row by row', async () => {
    const used = await model({ model_type: 'hawk' }, 40);
    const cache = PredictionCache.open(temporaryFolder());
    const first = await find(used, { cache });
    const second = await find(used, { cache });
    expect([first.processes, second.processes]).toEqual([1, 0]);
    expect([...first.fromCache, ...second.fromCache]).toEqual([false, true]);
    expect(second.map).toEqual(first.map);
    expect(cache.info().edits).toBe(n - 1);
    const looser = await find(used, { cache, tolerance: 0.5 });
    const wider = await find(used, { cache, place: { ...region, end: region.end + 1 } });
    expect([looser.processes, wider.processes]).toEqual([1, 1]);
    cache.close();
  });

  it('that is cancelled keeps the rows that are done', async () => {
    const used = await model({ model_type: 'hawk' }, 40);
    const cache = PredictionCache.open(temporaryFolder());
    const controller = new AbortController();
    const place = { contig: 'chr1', start: 20, end: 140 };
    const onProgress = ({ stage, chunk }: PassProgress) => {
      if (stage === 'edits' && chunk > 100) controller.abort();
    };
    const stopped = find(used, { cache, place, signal: controller.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const rows = cache.info().edits;
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(120);
    const rest = await find(used, { cache, place });
    expect(cache.info().edits).toBe(120);
    const whole = await find(used, { place });
    const off = rest.map.values.map((value, i) => Math.abs(value - whole.map.values[i]!));
    expect(off.filter((difference) => difference > 1e-4)).toEqual(new Float32Array(0));
    cache.close();
  });

  it('is refused where it is too long, or where the model predicts no bases', async () => {
    const used = await model({ model_type: 'hawk' }, 40);
    const long = find(used, { place: { contig: 'chr1', start: 0, end: 5001 } });
    await expect(long).rejects.toMatchObject({ code: 'usage' });
    await expect(long).rejects.toThrow(
      /^chr1:1-5,001 has 5,001 bp\. A dependency map .* at most 5,000/,
    );
    const { manifest } = used.model;
    const outputs = manifest.outputs.filter(({ kind }) => kind !== 'lm');
    const changed = { ...used.model, manifest: { ...manifest, outputs } } as NetworkPackage;
    const silent = { ...used, model: changed };
    await expect(find(silent)).rejects.toThrow(/has no language-model head: it predicts no bases/);
  });
});
