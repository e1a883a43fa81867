import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MegabaseError } from '../../src-main/contract/index.ts';
import {
  computePerturbations,
  type Reply,
  type StartComputeProcess,
} from '../../src-main/engine/index.ts';
import { bufferLimit } from '../../src-main/engine/memory/buffer-limit.ts';
import { allowedMemory, planMemory } from '../../src-main/engine/memory/memory-plan.ts';
import { MemoryRanOut } from '../../src-main/engine/process/converse.ts';
import { asLimit } from '../../src-main/engine/process/less-memory.ts';
import { forkIn } from '../../src-main/engine/process/start-compute-process.ts';
import { describeNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const model = referenceModels['hawk-bi'];

describe('the buffers of a process', () => {
  it('are limited in Electron, on Windows more, and in Node not at all', () => {
    const electron = '45.4.1';
    expect(bufferLimit({ platform: 'linux', versions: { electron } })).toBe(10e9);
    expect(bufferLimit({ platform: 'darwin', versions: { electron } })).toBe(10e9);
    expect(bufferLimit({ platform: 'win32', versions: { electron } })).toBe(6e9);
    expect(bufferLimit({ platform: 'win32', versions: {} })).toBe(Infinity);
    expect(bufferLimit()).toBe(Infinity);
  });

  it('take no more than that, however much is free or asked for', () => {
    expect(allowedMemory(64e9, 10e9)).toBe(10e9);
    expect(allowedMemory(2e9, 10e9)).toBe(2e9);
    expect(allowedMemory(undefined, 1e6)).toBe(1e6);
    expect(allowedMemory()).toBeLessThan(process.constrainedMemory() || Infinity);
  });

  it('make a pass that would need more keep the rest in files', () => {
    const network = describeNetwork(readModelPackage(referenceModels['caduceus-tutorial']));
    const pass = { length: 60_000_000, chunk: 8192 };
    const chunks = Math.ceil(pass.length / pass.chunk);
    expect(planMemory(network, pass, allowedMemory(256e9, Infinity), 'auto')).toBe(chunks);
    const held = planMemory(network, pass, allowedMemory(256e9, 10e9), 'auto');
    expect(held).toBeGreaterThan(0);
    expect(held * pass.chunk * 4 * network.d).toBeLessThan(10e9);
    expect(held).toBeLessThan(chunks);
  });
});

it('only what somebody set is a limit of theirs, not half of it, nor what is free', () => {
  const refusal = new MegabaseError('memory-short', 'Reading takes 2 GB.');
  const ranOut = new MemoryRanOut('memory-short', 'Memory ran out.');
  expect(asLimit(refusal, 1e9, 1e9)).toMatchObject({ code: 'memory-limit', exitCode: 2 });
  for (const [given, allowed] of [[5e8, 1e9] as const, [5e8, undefined] as const, []]) {
    expect(asLimit(refusal, given, allowed)).toBe(refusal);
  }
  expect(asLimit(ranOut, 1e9, 1e9)).toBe(ranOut);
});

/** Starts processes of which the first is refused a buffer, once `after` larger ones were given. */
function refusedOnce(after: number): StartComputeProcess {
  const folder = temporaryFolder();
  const script = join(folder, 'wall.mjs');
  writeFileSync(
    script,
    `import { existsSync, writeFileSync } from 'node:fs';
    const tripped = ${JSON.stringify(join(folder, 'tripped'))};
    let given = 0;
    globalThis.Float32Array = new Proxy(Float32Array, {
      construct(target, args, as) {
        if (args[0] >= 4096 && ++given > ${after} && !existsSync(tripped)) {
          writeFileSync(tripped, '');
          throw new RangeError('Array buffer allocation failed');
        }
        return Reflect.construct(target, args, as);
      },
    });`,
  );
  return forkIn({ NODE_OPTIONS: `--import ${pathToFileURL(script).href}` });
}

describe('a buffer that cannot be had', () => {
  const tokens = randomTokens(6000, new Random(1));
  const job = { model, tokens, graphs, chunk: 512, memory: 2e9 };

  it.each([3, 20])('costs a pass nothing but words, after %i others', async (after) => {
    const expected = await runPass(job);
    const checkpoint = join(temporaryFolder(), 'pass');
    const found = await runPass({ ...job, checkpoint, startProcess: refusedOnce(after) });
    expectSameBits(found, expected);
    expect(found.notes).toEqual([
      'Memory ran out in the middle of the pass: Array buffer allocation failed. ' +
        'Continuing with 1.00 GB at most.',
    ]);
  });

  it('ends a pass with words where less memory is none', async () => {
    const attempt = runPass({ ...job, memory: 5e8, startProcess: refusedOnce(3) });
    await expect(attempt).rejects.toMatchObject({ code: 'memory-short' });
    await expect(attempt).rejects.toThrow('Array buffer allocation failed');
  });

  it('lets perturbations go on with those that are open', async () => {
    const replies: Reply[] = [];
    const notes: string[] = [];
    const edit = (start: number) => ({
      edits: [{ start, end: start + 1, tokens: Uint8Array.of(7) }],
    });
    await computePerturbations(
      {
        ...{ ...job, modelHash: 'a'.repeat(64), start: 0, provider: 'cpu', threads: 1 },
        tasks: [1000, 3000].map((start) => ({ ...edit(start), tracks: true })),
        tolerance: 1e-6,
      },
      { onReply: (reply) => replies.push(reply), onNote: (note) => notes.push(note) },
      undefined,
      refusedOnce(3),
    );
    const done = replies.flatMap((reply) => (reply.kind === 'perturbation' ? [reply.task] : []));
    expect(done.sort()).toEqual([0, 1]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('Continuing with 1.00 GB at most.');
  });
});
