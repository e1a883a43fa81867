import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cancelAfter } from '../support/interrupt.ts';
import { referenceModels } from '../support/paths.ts';
import { expectSameBits, runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const left = sharedFolder();
const contig = tutorialContig('chrT2');
const job = {
  model: referenceModels['hawk-tutorial'],
  tokens: contig.subarray(0, 20_000),
  chunk: 2000,
  graphs,
};
let undisturbed: PassResult;
beforeAll(async () => {
  undisturbed = await runPass(job);
  // In the middle of a layer: both the residual and the forward scan's partial are kept. Where
  // the process was quick and had done the layer before it was killed, the next layer will do.
  for (let scans = 3; !/"partial":\{/.test(savedState()); scans += 2) {
    expect(scans).toBeLessThan(8);
    await cancelAfter(scans, { ...job, checkpoint: left });
  }
});

it('the checkpoint as it was left is gone on from', async () => {
  const result = await runPass({ ...job, checkpoint: copyOfCheckpoint() });
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
  expectSameBits(result, undisturbed);
});

const tensors = /^(residual-[01]|partial)$/;
const damages: Record<string, (folder: string) => void> = {
  'a byte flipped in the residual': (folder) => change(folder, /^residual-/, flipByte),
  'a residual cut short': (folder) => change(folder, /^residual-/, cutShort),
  'a byte flipped in the partial': (folder) => change(folder, /^partial$/, flipByte),
  'all tensors emptied': (folder) => change(folder, tensors, (path) => truncateSync(path, 0)),
  'a state that is not JSON': (folder) =>
    change(folder, /^state\.json$/, (path) => writeFileSync(path, '{"formatVersion": 3,')),
  'a state of another format': (folder) =>
    change(folder, /^state\.json$/, (path) => {
      const text = readFileSync(path, 'utf8');
      expect(text).toContain('"formatVersion":3');
      writeFileSync(path, text.replace('"formatVersion":3', '"formatVersion":2'));
    }),
};

it.each(Object.keys(damages))('a pass whose checkpoint has %s starts anew', async (name) => {
  const checkpoint = copyOfCheckpoint();
  damages[name]!(checkpoint);
  const result = await runPass({ ...job, checkpoint });
  expect(result.begun.resumedScans).toBe(0);
  expectSameBits(result, undisturbed);
});

it('a checkpoint of another length is not used', async () => {
  const checkpoint = temporaryFolder();
  // Longer by whole chunks: all that this pass needs is there, and of another sequence.
  await cancelAfter(3, { ...job, tokens: contig.subarray(0, 24_000), checkpoint });
  const result = await runPass({ ...job, checkpoint });
  expect(result.begun.resumedScans).toBe(0);
  expectSameBits(result, undisturbed);
});

it.each([2500, 700])('a checkpoint of chunks of %d bp is gone on from in others', async (chunk) => {
  const checkpoint = temporaryFolder();
  await cancelAfter(3, { ...job, chunk, checkpoint });
  const result = await runPass({ ...job, checkpoint });
  expect(result.begun.resumedScans).toBeGreaterThanOrEqual(3);
  expectSameBits(result, undisturbed);
});

function savedState(): string {
  const path = join(left, 'state.json');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function copyOfCheckpoint(): string {
  const folder = temporaryFolder();
  cpSync(left, folder, { recursive: true });
  return folder;
}

/** Damages every file whose name matches, of which there must be one. */
function change(folder: string, name: RegExp, damage: (path: string) => void): void {
  const names = readdirSync(folder).filter((file) => name.test(file));
  expect(names).not.toEqual([]);
  for (const file of names) damage(join(folder, file));
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle]! ^= 0x10;
  writeFileSync(path, bytes);
}

function cutShort(path: string): void {
  truncateSync(path, readFileSync(path).length - 4);
}
