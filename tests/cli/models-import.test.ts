import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, startMegabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { startFakeHub } from '../support/fake-hub.ts';
import { referenceModels } from '../support/paths.ts';
import { plainClassifier } from '../support/plain-classifier.ts';
import { readTensors, writeHubCache } from '../support/published-forms.ts';
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
  expectFailure(result, { exit: 1, code: 'cancelled', message: /nothing was kept/ });
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
