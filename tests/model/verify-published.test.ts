import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLocations } from '../../src-main/home/index.ts';
import { loadModel, ModelLibrary, type LibraryModel } from '../../src-main/library/index.ts';
import { verifyModel } from '../../src-main/analysis/verify/index.ts';
import type { Rows } from '../support/plain-math.ts';
import { plainNetwork } from '../support/plain-network.ts';
import { referenceModels } from '../support/paths.ts';
import {
  readTensors,
  tiedNames,
  writeBin,
  writeHalf,
  writeHubCache,
  writeSharded,
  writeShardedBin,
  writeTiedKept,
} from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { neverStopped, readAnalysis } from '../support/read-analysis.ts';
import { Random } from '../support/random.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { floatTensor, integerTensor, writeSafetensors } from '../support/write-safetensors.ts';

const graphs = sharedFolder();
const published = ['caduceus-ps', 'caduceus-ph', 'mamba2-ps-plantcad2', 'mamba2-lm'] as const;

/** A model as it is found in some form, imported into a library of its own. */
async function imported(folder: string): Promise<LibraryModel> {
  const library = new ModelLibrary({ ...findLocations(), userModels: temporaryFolder() });
  return library.import(folder);
}

async function verify(model: LibraryModel) {
  const settings = { provider: 'cpu', threads: 1 } as const;
  const startComputeProcess = sharedComputeProcess;
  const environment = { model: await loadModel(model), graphs, startComputeProcess };
  return readAnalysis(verifyModel(environment, settings, neverStopped));
}

/** The largest difference from what the published code computes, over its standard deviation. */
async function worst(model: LibraryModel): Promise<number> {
  const comparisons = await verify(model);
  expect(comparisons.map(({ tensor }) => tensor)).toEqual(['logits', 'last_hidden_state']);
  return Math.max(...comparisons.map(({ ratio }) => ratio));
}

it.each(published)('%s computes what was published from several files', async (name) => {
  const folder = join(temporaryFolder(), 'sharded');
  writeSharded(referenceModels[name], folder, 3);
  expect(await worst(await imported(folder))).toBeLessThan(1e-4);
});

it.each(published)("%s computes what was published from the hub's cache", async (name) => {
  const place = { repository: `org/${name}`, revision: 'abc', ref: 'main' };
  const snapshot = writeHubCache(referenceModels[name], temporaryFolder(), place);
  const model = await imported(join(snapshot, '../..'));
  expect(model.model.manifest.id).toBe(name);
  expect(await worst(model)).toBeLessThan(1e-4);
});

// The references have each tied weight once.
const dropped = (source: string, folder: string) => {
  cpSync(source, folder, { recursive: true });
};
const forms: Record<string, (source: string, folder: string) => void> = {
  'safetensors with the tied ones dropped': dropped,
  'safetensors with the tied ones kept': writeTiedKept,
  'several files with the tied ones kept': (source, folder) => {
    writeTiedKept(source, `${folder}-kept`);
    writeSharded(`${folder}-kept`, folder, 3);
  },
  'a PyTorch file with the tied ones dropped': writeBin,
  'a PyTorch file with the tied ones kept': (source, folder) => {
    writeBin(source, folder, { tied: tiedNames(source) });
  },
  'several PyTorch files': (source, folder) => {
    writeShardedBin(source, folder, 3);
  },
};

it.each(['caduceus-ps', 'caduceus-ph', 'mamba2-ps-plantcad2'] as const)(
  '%s computes what was published, whatever the form and whether or not the tied weights are in it',
  async (name) => {
    const source = referenceModels[name];
    const stored = Object.keys(readTensors(join(source, 'model.safetensors')));
    const tied = Object.keys(tiedNames(source));
    // Both directions' projections of both layers, and the head.
    expect(tied).toHaveLength(5);
    for (const one of tied) expect(stored).not.toContain(one);
    for (const [form, write] of Object.entries(forms)) {
      const folder = join(temporaryFolder(), 'form');
      write(source, folder);
      expect(await worst(await imported(folder)), form).toBeLessThan(1e-4);
    }
  },
);

// What is stored in half the bytes is another network, by as much as its weights were rounded.
it.each([
  ['caduceus-ps', 'F16', 0.003],
  ['caduceus-ph', 'F16', 0.003],
  ['caduceus-ps', 'BF16', 0.03],
  ['caduceus-ph', 'BF16', 0.03],
  ['mamba2-ps-plantcad2', 'F16', 0.03],
  ['mamba2-ps-plantcad2', 'BF16', 0.3],
  ['mamba2-lm', 'BF16', 0.3],
] as const)('%s stored as %s differs by less than %s', async (name, dtype, bound) => {
  const folder = join(temporaryFolder(), 'half');
  writeHalf(referenceModels[name], folder, dtype);
  const found = await worst(await imported(folder));
  expect(found).toBeLessThan(bound);
  expect(found).toBeGreaterThan(1e-4);
});

it('a model of another vocabulary is compared in its own token ids', async () => {
  const folder = join(temporaryFolder(), 'plant');
  const config = { model_type: 'caduceus', rcps: true, vocab_size: 8 } as const;
  writeRandomModel(folder, { seed: 7, config });
  const json = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  const complement_map = { 0: 0, 1: 1, 2: 2, 3: 6, 4: 5, 5: 4, 6: 3, 7: 7 };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...json, complement_map }));
  const random = new Random(8);
  // From [MASK] 1 and [UNK] 2 to t 6.
  const ids = Array.from({ length: 90 }, () => 1 + random.below(6));
  const { logits, hidden } = plainNetwork(folder, ids);
  const rows = (values: Rows) =>
    floatTensor(
      [1, values.length, values[0]!.length],
      Float32Array.from(values.flatMap((row) => [...row])),
    );
  const write = (tokens: readonly number[]) =>
    writeSafetensors(join(folder, 'expected.safetensors'), {
      input_ids: integerTensor(tokens),
      positions: integerTensor(ids.map((_, i) => i)),
      logits: rows(logits),
      last_hidden_state: rows(hidden),
    });
  write(ids);
  expect(await worst(await imported(folder))).toBeLessThan(1e-4);
  // The same sequence as our own ids would have it is another.
  write(ids.with(3, 7));
  await expect(verify(await imported(folder))).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('input_ids has token 7') as string,
  });
});
