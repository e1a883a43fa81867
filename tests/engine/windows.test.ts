import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exact, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import type { HawkShape } from '../support/random-hawk.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const folder = sharedFolder();
const bin = 16;

const networks: Record<string, CaduceusShape | HawkShape> = {
  'a bidirectional Hawk': { model_type: 'hawk' },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
  'a Caduceus': { model_type: 'caduceus' },
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 3 },
};

describe.each(Object.entries(networks))('%s that reads in windows', (name, config) => {
  const seed = Object.keys(networks).indexOf(name);
  const model = join(folder, `model-${seed}`);
  const graphs = join(folder, `graphs-${seed}`);
  const tokens = randomTokens(500, new Random(seed));
  writeRandomModel(model, { seed, config, tracks: { count: 2, bin } });

  it.each([128, 450])('says of each window of %i what it says of that alone', async (window) => {
    const pass = await runPass({ model, graphs, tokens, window });
    expect(pass.begun).toMatchObject({
      chunk: window,
      chunks: Math.ceil(tokens.length / window),
    });
    const alone = [];
    for (let start = 0; start < tokens.length; start += window) {
      alone.push(await runPass({ model, graphs, tokens: tokens.subarray(start, start + window) }));
    }
    for (const kind of ['logits', 'hidden', 'entropy'] as const) {
      const together = alone.flatMap((one) => numbers(one[kind]));
      expect(worstRatio(numbers(pass[kind]), together)).toBeLessThan(exact);
    }
    const missing = (values: Float32Array) => [...values].map(Number.isNaN);
    expect(missing(pass.logLikelihood)).toEqual(
      alone.flatMap(({ logLikelihood }) => missing(logLikelihood)),
    );
    if (window % bin !== 0) return;
    for (const [track, values] of pass.tracks.entries()) {
      const together = alone.flatMap(({ tracks }) => [...tracks[track]!]);
      expect(worstRatio(values, together)).toBeLessThan(exact);
    }
  });

  it.each([
    { window: 128, chunk: 50 },
    { window: 450, chunk: 64 },
    { window: 499, chunk: 499 },
  ])('says the same of windows of $window in chunks of $chunk', async ({ window, chunk }) => {
    const scratch = join(folder, `scratch-${seed}`);
    for (const scan of ['auto', 'operators'] as const) {
      const whole = await runPass({ model, graphs, tokens, window, scan });
      const job = { model, graphs, tokens, window, chunk, scan, scratch };
      for (const spill of ['never', 'always'] as const) {
        const chunked = await runPass({ ...job, spill });
        const perWindow = Math.ceil(window / chunk);
        const rest = Math.ceil((tokens.length % window) / chunk);
        const chunks = Math.floor(tokens.length / window) * perWindow + rest;
        expect(chunked.begun).toMatchObject({ chunk, chunks });
        if (chunked.begun.scan.scan === 'kernel') expectSameBits(chunked, whole);
        for (const kind of ['logits', 'hidden', 'entropy', 'logLikelihood'] as const) {
          expect(worstRatio(numbers(chunked[kind]), numbers(whole[kind]))).toBeLessThan(exact);
        }
      }
    }
  });
});

describe('a pass in windows', () => {
  const model = referenceModels['hawk-tutorial'];
  const graphs = join(folder, 'graphs');
  const tokens = tutorialContig('chrT2').subarray(0, 12_000);

  it('differs from the pass over the whole', async () => {
    const [whole, windows] = [
      await runPass({ model, graphs, tokens }),
      await runPass({ model, graphs, tokens, window: 3000 }),
    ];
    expect(worstRatio(windows.logits, whole.logits)).toBeGreaterThan(0.1);
    expect(windows.tracks[0]).toHaveLength(whole.tracks[0]!.length);
  });

  it('that is cancelled goes on from its last layer to the same end', async () => {
    const job = { model, graphs, tokens, window: 1700 };
    const undisturbed = await runPass(job);
    const checkpoint = temporaryFolder();
    const controller = new AbortController();
    const stopped = runPass({
      ...job,
      checkpoint,
      signal: controller.signal,
      onReply: (reply) => {
        if (reply.kind === 'progress' && reply.progress.layer === 3) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const resumed = await runPass({ ...job, checkpoint });
    expect(resumed.begun.resumedScans).toBeGreaterThanOrEqual(2);
    expectSameBits(resumed, undisturbed);
  });

  it('reads a window in chunks where the memory does not hold it at once', async () => {
    const job = { model, graphs, tokens, window: 11_000 };
    const [whole, short] = [await runPass(job), await runPass({ ...job, memory: 256e6 })];
    expect(whole.begun.chunk).toBe(11_000);
    expect(short.begun.chunk).toBeLessThan(11_000);
    for (const kind of ['logits', 'hidden'] as const) {
      expect(worstRatio(short[kind], whole[kind])).toBeLessThan(exact);
    }
  });

  it('is refused before it begins where it does not fit into the memory in chunks either', async () => {
    const kinds: string[] = [];
    const onReply = ({ kind }: { kind: string }) => kinds.push(kind);
    const attempt = runPass({ model, graphs, tokens, window: 11_000, memory: 220e6, onReply });
    await expect(attempt).rejects.toMatchObject({ code: 'memory-limit' });
    await expect(attempt).rejects.toThrow(
      /^Reading 12,000 bp in windows of 11,000 bp with this model/,
    );
    expect(kinds).toEqual([]);
  });
});

/** Values that are there; a causal model has none for the first base of each window. */
function numbers(values: Float32Array): number[] {
  return [...values].filter((value) => !Number.isNaN(value));
}
