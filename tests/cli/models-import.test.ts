import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, startMegabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { startFakeHub } from '../support/fake-hub.ts';
import { referenceModels, root } from '../support/paths.ts';
import { plainClassifier } from '../support/plain-classifier.ts';
import { writePlantCaduceus } from '../support/plant-caduceus.ts';
import {
  readTensors,
  tiedNames,
  writeBin,
  writeHubCache,
  writeSharded,
  writeShardedBin,
  writeTiedKept,
} from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const source = referenceModels['caduceus-ps'];

it('a dry run says what would be copied, and copies nothing', async () => {
  const home = temporaryFolder();
  const place = { repository: 'org/caduceus-ps', revision: 'abc' };
  const snapshot = writeHubCache(source, temporaryFolder(), place);
  const dry = ['models', 'import', join(snapshot, '../..'), '--dry-run'];
  const { stdout } = expectSuccess(await megabase(dry, { home }));
  expect(stdout).toMatch(/^caduceus-ps \(caduceus\): 3 files, \d+ kB, licence: not stated/m);
  expect(stdout).toMatch(/^ {2}model\.safetensors +\d+ kB$/m);
  expect(stdout).toMatch(/^ {2}[\d,]+ parameters stored as F32, 2 layers of width 32$/m);
  expect(stdout).toMatch(/one pass over 131,072 bp takes about \d+ MB of memory/);
  const json = expectSuccess(await megabase([...dry, '--json'], { home })).stdout;
  expect(JSON.parse(json)).toMatchObject({ id: 'caduceus-ps', layers: 2, width: 32 });
  expect(existsSync(join(home, 'models'))).toBe(false);
});

it('where a person chose to work offline, the hub is not even asked', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ offline: true }));
  const { endpoint, asked } = await startFakeHub({ model: source });
  const args = ['models', 'import', '--from-hub', 'org/name', '--yes'];
  const refused = await megabase(args, { home, env: { HF_ENDPOINT: endpoint } });
  expectFailure(refused, { exit: 1, code: 'offline', message: /org\/name was not asked for/ });
  expect(asked).toEqual([]);
});

it('a model of the hub is announced, fetched, imported, and leaves no download behind', async () => {
  const home = temporaryFolder();
  const { endpoint, asked } = await startFakeHub({ model: source, cut: { after: 9000, times: 1 } });
  const env = { HF_ENDPOINT: endpoint };
  const args = ['models', 'import', '--from-hub', 'org/name'];

  const unasked = await megabase(args, { home, env });
  const message = /No terminal to ask for confirmation/;
  expectFailure(unasked, { exit: 2, code: 'usage', message });
  expect(unasked.stderr).toMatch(
    /^org\/name at cccccccccccc from .*: 2 files, .* licence: apache-2/m,
  );
  expect(asked).toHaveLength(1);

  const imported = expectSuccess(await megabase([...args, '--yes'], { home, env }));
  expect(imported.stdout).toBe(`imported name to ${join(home, 'models/name')}\n`);
  expect(readdirSync(join(home, 'cache/hub'))).toEqual([]);
  const verify = ['models', 'verify', 'name', '--reference', join(source, 'expected.safetensors')];
  expectSuccess(await megabase(verify, { home }));

  const again = await megabase([...args, '--yes'], { home, env });
  expectFailure(again, { exit: 2, code: 'usage', message: /"name" is in the library already/ });
});

const cases = join(root, 'tests/reference/pickles');
const plantCad2 = referenceModels['mamba2-ps-plantcad2'];

it.each<[string, (folder: string) => void, published?: string]>([
  [
    'one PyTorch file of torch.save',
    (folder) => cpSync(join(cases, 'zip-tied'), folder, { recursive: true }),
  ],
  ['one PyTorch file, tied weights dropped', (folder) => writeBin(source, folder)],
  [
    'a PyTorch file of before 1.6',
    (folder) => writeBin(source, folder, { format: 'legacy', tied: tiedNames(source) }),
  ],
  ['several PyTorch files', (folder) => writeShardedBin(source, folder, 3)],
  ['safetensors, tied weights kept', (folder) => writeTiedKept(source, folder)],
  ['several safetensors files', (folder) => writeSharded(source, folder, 3)],
  [
    'one PyTorch file, of PlantCAD2',
    (folder) => writeBin(plantCad2, folder, { tied: tiedNames(plantCad2) }),
    plantCad2,
  ],
  [
    'several PyTorch files, of PlantCAD2',
    (folder) => writeShardedBin(plantCad2, folder, 3),
    plantCad2,
  ],
  [
    'safetensors, tied weights kept, of PlantCAD2',
    (folder) => writeTiedKept(plantCad2, folder),
    plantCad2,
  ],
  [
    'several safetensors files, of PlantCAD2',
    (folder) => writeSharded(plantCad2, folder, 3),
    plantCad2,
  ],
])(
  'weights in %s are imported and computed with as in safetensors',
  async (_, write, published = source) => {
    const home = temporaryFolder();
    const folder = join(temporaryFolder(), 'form');
    write(folder);
    const hub = writeHubCache(folder, temporaryFolder(), {
      repository: 'org/cached',
      revision: 'a',
    });
    const reference = [
      '--reference',
      join(published, 'expected.safetensors'),
      '--tolerance',
      '1e-4',
      '--json',
    ];
    const ratios: unknown[] = [];
    const verifyOwn = ['models', 'verify', published, ...reference];
    const own = expectSuccess(await megabase(verifyOwn, { home }));
    for (const [id, place] of [
      ['form', folder],
      ['cached', join(hub, '../..')],
    ] as const) {
      expectSuccess(await megabase(['models', 'import', place], { home }));
      const verify = await megabase(['models', 'verify', id, ...reference], { home });
      ratios.push(comparisonsOf(expectSuccess(verify).stdout));
    }
    // To the last bit: it is the same network.
    expect(ratios).toEqual([comparisonsOf(own.stdout), comparisonsOf(own.stdout)]);
  },
);

it('tied weights of a PyTorch file count once', async () => {
  const home = temporaryFolder();
  const parametersOf = async (folder: string) => {
    const dry = ['models', 'import', folder, '--dry-run', '--json'];
    const { stdout } = expectSuccess(await megabase(dry, { home }));
    return (JSON.parse(stdout) as { parameters: number }).parameters;
  };
  expect(await parametersOf(join(cases, 'zip-tied'))).toBe(await parametersOf(source));
});

it('BF16 weights in a PyTorch file compute what torch does with them', async () => {
  const home = temporaryFolder();
  expectSuccess(await megabase(['models', 'import', join(cases, 'zip-bf16')], { home }));
  const verify = ['models', 'verify', 'zip-bf16', '--tolerance', '1e-4'];
  expectSuccess(await megabase(verify, { home }));
});

it.each([
  ['hostile-os-system', /asks for posix\.system/],
  ['hostile-unknown-class', /asks for training\.callbacks\.EarlyStopper/],
])('%s is not imported, and runs nothing', async (name, message) => {
  const home = temporaryFolder();
  const result = await megabase(['models', 'import', join(cases, name)], { home });
  expectFailure(result, { exit: 2, code: 'pickle-refused', message });
  expect(result.stderr).toContain('torch.save({k: v for k, v in d.items()');
  expect(existsSync('pwned.txt')).toBe(false);
  expect(existsSync(join(home, 'models')) ? readdirSync(join(home, 'models')) : []).toEqual([]);
});

it('a small PlantCaduceus comes from the hub with the files that the hub lists of the published ones', async () => {
  const home = temporaryFolder();
  const folder = join(temporaryFolder(), 'plant');
  const extra = writePlantCaduceus(folder, temporaryFolder());
  const { endpoint, asked } = await startFakeHub({ model: folder, extra });
  const args = ['models', 'import', '--from-hub', 'org/name', '--yes'];
  expectSuccess(await megabase(args, { home, env: { HF_ENDPOINT: endpoint } }));
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual([
    ...['main', 'config.json', 'tokenizer.json', 'pytorch_model.bin'],
  ]);
  expect(readdirSync(join(home, 'models/name')).sort()).toEqual([
    ...['config.json', 'pytorch_model.bin', 'tokenizer.json'],
  ]);
  const out = join(home, 'a.safetensors');
  const place = ['--fasta', tutorialGenome, '--region', 'chrT2:1,001-1,200', '--out', out];
  expectSuccess(await megabase(['predict', '--model', 'name', ...place], { home }));
  const logits = readTensors(out)['logits'];
  expect(logits).toMatchObject({ dtype: 'F32', shape: [1, 200, 12] });
});

it('a small PlantCAD2 comes from the hub, and its card says that it is Mamba-2', async () => {
  const home = temporaryFolder();
  const folder = join(temporaryFolder(), 'plantcad2');
  cpSync(plantCad2, folder, { recursive: true });
  rmSync(join(folder, 'expected.safetensors'));
  const extra = { 'modeling_caduceus.py': 'not fetched', 'special_tokens_map.json': '{}' };
  const { endpoint } = await startFakeHub({ model: folder, extra });
  const args = ['models', 'import', '--from-hub', 'org/name', '--yes'];
  expectSuccess(await megabase(args, { home, env: { HF_ENDPOINT: endpoint } }));
  const reference = ['--reference', join(plantCad2, 'expected.safetensors'), '--tolerance', '1e-4'];
  expectSuccess(await megabase(['models', 'verify', 'name', ...reference], { home }));
  const { stdout } = expectSuccess(await megabase(['models', 'info', 'name'], { home }));
  expect(stdout).toMatch(/^description +Its layers are Mamba-2\.$/m);
  expect(stdout).toMatch(/^citation +Schiff et al\. 2024, .*; Dao and Gu 2024, .*2405\.21060$/m);
});

it.each([
  ['mamba2-ps', 'caduceus'],
  ['mamba2-lm', 'mamba'],
] as const)('%s predicts as a %s of the library', async (name, family) => {
  const home = temporaryFolder();
  expectSuccess(await megabase(['models', 'import', referenceModels[name]], { home }));
  const info = expectSuccess(await megabase(['models', 'info', name, '--json'], { home })).stdout;
  expect(JSON.parse(info)).toMatchObject({ id: name, family });
  const out = join(home, 'a.safetensors');
  const place = ['--fasta', tutorialGenome, '--region', 'chrT2:1,001-1,200', '--out', out];
  expectSuccess(await megabase(['predict', '--model', name, ...place], { home }));
  expect(readTensors(out)['logits']?.shape.slice(0, 2)).toEqual([1, 200]);
});

/** What `verify --json` says of each tensor. */
function comparisonsOf(stdout: string): unknown {
  const { comparisons } = JSON.parse(stdout) as { comparisons: readonly unknown[] };
  expect(comparisons.length).toBeGreaterThan(1);
  return comparisons;
}

it.each([
  [[], /Give a FOLDER, or --from-hub ORG\/NAME, and not both/],
  [['folder', '--from-hub', 'org/name'], /and not both/],
])('import %j is wrong use', async (args, message) => {
  const result = await megabase(['models', 'import', ...args], { home: temporaryFolder() });
  expectFailure(result, { exit: 2, code: 'usage', message });
});

it('Ctrl-C stops an import at once and leaves nothing', async () => {
  const home = temporaryFolder();
  const large = join(temporaryFolder(), 'large');
  writeRandomModel(large, {
    seed: 1,
    config: { model_type: 'caduceus', d_model: 256, n_layer: 24 },
  });
  const command = startMegabase(['models', 'import', large], { home });
  await command.says(/checking layer \d+ of 24/);
  process.kill(command.pid, 'SIGINT');
  const result = await command.result;
  expectFailure(result, { exit: 130, code: 'cancelled', message: /nothing was kept/ });
  expect(existsSync(join(home, 'models')) ? readdirSync(join(home, 'models')) : []).toEqual([]);
});

// Not even root may write there.
it.skipIf(!existsSync('/sys/kernel'))('a library that cannot be made is named', async () => {
  const home = '/sys/kernel/megabase';
  const result = await megabase(['models', 'import', source], { home });
  const message =
    /^Cannot write \/sys\/kernel\/megabase: (permission denied|the file system is read-only)/;
  expectFailure(result, { exit: 1, code: 'output-unwritable', message });
});

it('a classifier becomes a model and a head on it', async () => {
  const home = temporaryFolder();
  const folder = join(temporaryFolder(), 'promoter');
  writeRandomModel(folder, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
  const path = join(folder, 'model.safetensors');
  const tensors = readTensors(path);
  tensors['score.weight'] = floatTensor([2, 16], new Random(2).floats(32, 1));
  writeSafetensors(path, tensors);
  const json = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  const architectures = ['CaduceusForSequenceClassification'];
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...json, architectures }));

  const unsaid = await megabase(['models', 'import', folder], { home });
  const message = /promoter is a classifier with 2 labels; say with --window how many bp/;
  expectFailure(unsaid, { exit: 2, code: 'usage', message });
  expect(existsSync(join(home, 'models'))).toBe(false);

  const args = ['models', 'import', folder, '--window', '251'];
  const { stdout } = expectSuccess(await megabase(args, { home }));
  expect(stdout).toMatch(
    /^imported its classifier to .*: use it as promoter\+promoter-classifier$/m,
  );
  const info = expectSuccess(await megabase(['heads', 'info', 'promoter-classifier'], { home }));
  expect(info.stdout).toMatch(/^LABEL_1 +LABEL_1 +logit$/m);

  const out = join(home, 'scores.tsv');
  const place = ['--fasta', tutorialGenome, '--regions', 'chrT2:1,001-1,251', '--out', out];
  const used = ['--model', 'promoter+promoter-classifier', '--provider', 'cpu'];
  expectSuccess(await megabase(['score', ...place, ...used], { home }));
  const [names, row] = dataLines(out).map((line) => line.split('\t'));
  const values = ['LABEL_0', 'LABEL_1'].map((label) => Number(row![names!.indexOf(label)]));
  const expected = plainClassifier(folder, tutorialContig('chrT2').subarray(1000, 1251), 'mean');
  expect(worstRatio(values, expected)).toBeLessThan(exact);
});
