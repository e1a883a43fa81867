import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import type { ErrorCode } from '../../src-main/contract/index.ts';
import { megabase, predictArgs, tutorialGenome, type CommandResult } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { referenceModels, root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const bin = 'pytorch_model.bin';
const home = sharedFolder();
const letters = tutorialLetters('chrT2').slice(0, 3000);

/** Predicts from a FASTA file or with a model that `prepare` makes wrong, and finds no output. */
async function expectRefusal(
  prepare: (folder: string) => { fasta?: string; model?: string },
  expected: { code: ErrorCode; message: RegExp },
): Promise<void> {
  const folder = temporaryFolder();
  const { fasta = tutorialGenome, model = 'hawk-tutorial' } = prepare(folder);
  const out = join(folder, 'out');
  mkdirSync(out);
  const region = fasta === tutorialGenome ? 'chrT2:1-1,000' : 'read';
  const result = await predict(model, region, join(out, 'a.tsv'), '--fasta', fasta);
  expectFailure(result, { exit: 2, ...expected });
  expect(readdirSync(out)).toEqual([]);
}

function predict(...args: Parameters<typeof predictArgs>): Promise<CommandResult> {
  return megabase(predictArgs(...args), { home });
}

/** A copy of a model folder that may be damaged. */
function copyModel(folder: string): string {
  const model = join(folder, 'model');
  cpSync(referenceModels['hawk-bi'], model, { recursive: true });
  return model;
}

// After all these errors, in the same home.
afterAll(async () => {
  const out = join(home, 'good.tsv');
  expectSuccess(await predict('hawk-tutorial', 'chrT2:1-1,000', out, '--flank', '0'));
});

it('a FASTA file that is not there', () =>
  expectRefusal(() => ({ fasta: 'no/such.fa' }), {
    code: 'file-missing',
    message: /^There is no file no\/such\.fa\.$/,
  }));

it('a folder where a FASTA file should be', () =>
  expectRefusal((folder) => ({ fasta: folder }), {
    code: 'file-unreadable',
    message: /is a folder; a file was expected/,
  }));

it('a file that is no FASTA', () =>
  expectRefusal(
    (folder) => {
      const fasta = join(folder, 'a.fa');
      writeFileSync(fasta, 'ACGT\n');
      return { fasta };
    },
    { code: 'fasta-format', message: /a\.fa: found "A".* at offset 0, expected ">"/ },
  ));

it('a FASTA file compressed with gzip instead of bgzip', () =>
  expectRefusal(
    (folder) => {
      const fasta = join(folder, 'a.fa.gz');
      writeFileSync(fasta, gzipSync(`>read\n${letters}\n`));
      return { fasta };
    },
    { code: 'fasta-gzip', message: /a\.fa\.gz is compressed with gzip and not with bgzip/ },
  ));

it('an index of another file', () =>
  expectRefusal(
    (folder) => {
      const fasta = join(folder, 'a.fa');
      writeFasta(fasta, { read: letters });
      // As of the same sequence in lines of 50.
      writeFileSync(`${fasta}.fai`, 'read\t3000\t6\t50\t51\n');
      return { fasta };
    },
    {
      code: 'fasta-index',
      message: /a\.fa\.fai does not fit .*a\.fa at "read": found .* at offset \d+, expected/,
    },
  ));

it('an index of an earlier version of the file', () =>
  expectRefusal(
    (folder) => {
      const fasta = join(folder, 'a.fa');
      writeFasta(fasta, { read: letters });
      writeFileSync(`${fasta}.fai`, 'read\t3000\t6\t60\t61\n');
      appendFileSync(fasta, 'ACGT\n');
      return { fasta };
    },
    {
      code: 'fasta-index',
      message: /found "A" .* at offset 3056, expected a new record or the end/,
    },
  ));

it('weights that are cut short', () =>
  expectRefusal(
    (folder) => {
      const model = copyModel(folder);
      truncateSync(join(model, 'model.safetensors'), 20_000);
      return { model };
    },
    {
      code: 'safetensors-format',
      message:
        /model\.safetensors is not .*: tensor "\S+" ends at data byte \d+, the file holds \d+\.$/,
    },
  ));

it('weights that were not trained for this config.json', () =>
  expectRefusal(
    (folder) => {
      const model = copyModel(folder);
      edit(join(model, 'config.json'), /"mlp_expanded_width": \d+/, '"mlp_expanded_width": 64');
      return { model };
    },
    {
      code: 'model-weights',
      message: /tensor "\S+" has shape \[.*\]; config\.json needs \[.*64.*\]/,
    },
  ));

it.each([
  [
    'that would run a command',
    (path: string) => cpSync(join(root, 'tests/reference/pickles/hostile-os-system', bin), path),
    { code: 'pickle-refused', message: /pytorch_model\.bin asks for posix\.system \(byte 5277\)/ },
  ],
  [
    'that torch.save did not write',
    (path: string) => writeFileSync(path, 'pickle'),
    {
      code: 'pytorch-format',
      message: /pytorch_model\.bin is not .*: it begins with "pick"; a zip/,
    },
  ],
] as const)('weights in a PyTorch file %s', (_, write, expected) =>
  expectRefusal((folder) => {
    const model = join(folder, 'model');
    mkdirSync(model);
    const family = expected.code === 'pickle-refused' ? 'caduceus-ps' : 'hawk-bi';
    cpSync(join(referenceModels[family], 'config.json'), join(model, 'config.json'));
    write(join(model, bin));
    return { model };
  }, expected),
);

it('a config.json with a slip of the keys', () =>
  expectRefusal(
    (folder) => {
      const model = copyModel(folder);
      edit(join(model, 'config.json'), '"depth"', '"dept"');
      return { model };
    },
    { code: 'model-config', message: /config\.json: depth: .*expected number, received undefined/ },
  ));

it('a config.json that is no JSON', () =>
  expectRefusal(
    (folder) => {
      const model = copyModel(folder);
      writeFileSync(join(model, 'config.json'), '{"model_type": "hawk",');
      return { model };
    },
    { code: 'model-config', message: /config\.json is not JSON: / },
  ));

it('a model of a family that is not read', () =>
  expectRefusal(
    (folder) => {
      const model = copyModel(folder);
      edit(join(model, 'config.json'), '"hawk"', '"bert"');
      return { model };
    },
    {
      code: 'model-config',
      message: /model_type: found "bert", known are "caduceus", "hawk", "mamba"/,
    },
  ));

it('a folder that is no model', () =>
  expectRefusal((folder) => ({ model: folder }), {
    code: 'model-incomplete',
    message: /is not a model: it has no config\.json/,
  }));

function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'utf8');
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${path} has no ${from}`);
  writeFileSync(path, edited);
}
