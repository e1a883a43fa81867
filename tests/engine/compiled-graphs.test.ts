import {
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { expectSameBits, runPass, type PassResult } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const kept = sharedFolder();
const model = sharedFolder();
const job = { model, tokens: randomTokens(200, new Random(6)), chunk: 64 };
let first: PassResult;
beforeAll(async () => {
  // So wide that its larger weights lie beside their graphs.
  const config = {
    model_type: 'hawk',
    width: 128,
    lru_width: 128,
    num_heads: 2,
    depth: 2,
  } as const;
  writeRandomModel(model, { seed: 6, config });
  first = await runPass({ ...job, graphs: kept });
});

it('graphs are compiled once and used again', async () => {
  const before = readFiles(kept);
  // Two layers and the head. A layer has a graph for each direction; with the kernel, one that enters and one that
  // leaves.
  const graphs = [...before.keys()].filter((path) => path.endsWith('.onnx'));
  expect(graphs).toHaveLength(2 * 2 + 1);
  const weights = [...before.keys()].filter((path) => path.endsWith('.weights'));
  expect(weights).toHaveLength(2 * 2);
  // They are taken into memory as they lie.
  for (const path of graphs) expect(before.get(path)!.length).toBeLessThan(2 ** 16);
  // Whatever is written is a file of another name first.
  const changed = () => statSync(dirname(graphs[0]!), { bigint: true }).mtimeNs;
  const compiledAt = changed();
  expectSameBits(await runPass({ ...job, graphs: kept }), first);
  expect(changed()).toBe(compiledAt);
});

const damages: Record<string, (path: string) => void> = {
  removed: (path) => rmSync(path),
  emptied: (path) => truncateSync(path, 0),
  'cut short': (path) => truncateSync(path, readFileSync(path).length - 100),
  'replaced by something else': (path) => writeFileSync(path, 'not a graph'.repeat(1000)),
  // The most dangerous one: a graph that still runs, with a wrong weight.
  'changed in one bit': (path) => {
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 0x40;
    writeFileSync(path, bytes);
  },
};

describe.each(['onnx', 'weights'])('graphs whose .%s files', (kind) => {
  it.each(Object.keys(damages))('were %s are compiled anew', async (name) => {
    const graphs = temporaryFolder();
    cpSync(kept, graphs, { recursive: true });
    const whole = readFiles(graphs);
    for (const path of whole.keys()) if (path.endsWith(`.${kind}`)) damages[name]!(path);
    expect(readFiles(graphs)).not.toEqual(whole);
    expectSameBits(await runPass({ ...job, graphs }), first);
    expect(readFiles(graphs)).toEqual(whole);
  });
});

it('weights that are whole are left as they lie when their graph is compiled anew', async () => {
  const graphs = temporaryFolder();
  cpSync(kept, graphs, { recursive: true });
  const paths = [...readFiles(graphs).keys()];
  const weights = paths.filter((path) => path.endsWith('.weights'));
  // Another machine that reads them over a network would lose them with their inode.
  const inodes = () => weights.map((path) => statSync(path, { bigint: true }).ino);
  const before = inodes();
  for (const path of paths) if (path.endsWith('.onnx')) rmSync(path);
  expectSameBits(await runPass({ ...job, graphs }), first);
  expect(inodes()).toEqual(before);
  expect([...readFiles(graphs).keys()]).toEqual(paths);
});

/** Contents of all files below `folder`, by path. */
function readFiles(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.sort().map((path) => [path, readFileSync(path, 'latin1')]));
}
