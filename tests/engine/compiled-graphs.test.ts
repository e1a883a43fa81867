import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const kept = sharedFolder();
const job = {
  model: referenceModels['hawk-bi'],
  tokens: randomTokens(200, new Random(6)),
  chunk: 64,
};
let first: PassResult;
beforeAll(async () => {
  first = await runPass({ ...job, graphs: kept });
});

it('graphs are compiled once and used again', async () => {
  const before = readFiles(kept);
  // Three layers and the head. A layer has a graph for each direction; with the kernel, one that enters and one that
  // leaves.
  expect(before.size).toBe(3 * 2 + 1);
  const stamp = new Map([...before].map(([path]) => [path, readFileSync(path)]));
  expectSameBits(await runPass({ ...job, graphs: kept }), first);
  expect([...readFiles(kept).keys()]).toEqual([...stamp.keys()]);
});

const damages: Record<string, (path: string) => void> = {
  emptied: (path) => truncateSync(path, 0),
  'cut short': (path) => truncateSync(path, readFileSync(path).length - 100),
  'replaced by something else': (path) => writeFileSync(path, 'not a graph'.repeat(1000)),
  // The most dangerous one: a graph that still runs, with a wrong weight.
  'changed in one bit of a weight': (path) => {
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 0x40;
    writeFileSync(path, bytes);
  },
};

it.each(Object.keys(damages))('graphs that were %s are compiled anew', async (name) => {
  const graphs = temporaryFolder();
  cpSync(kept, graphs, { recursive: true });
  const whole = readFiles(graphs);
  for (const path of whole.keys()) damages[name]!(path);
  expect(readFiles(graphs)).not.toEqual(whole);
  expectSameBits(await runPass({ ...job, graphs }), first);
  expect(readFiles(graphs)).toEqual(whole);
});

/** Contents of all files below `folder`, by path. */
function readFiles(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [path, readFileSync(path, 'latin1')]));
}
