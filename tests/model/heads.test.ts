import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { evaluationTaskIds } from '../../src-main/contract/index.ts';
import { headTasks, readHeadPackage, type HeadOutput } from '../../src-main/model/index.ts';
import type { HeadTask } from '../../src-main/model/heads/tasks.ts';
import { tracksHead, variantHead, windowHead, writeRandomHead } from '../support/random-head.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  write([tracksHead(['a', 'b'], 32), windowHead(['c']), variantHead(['d'])]);
});

const model = { id: 'some-model', hash: '0'.repeat(64) };
const write = (outputs: HeadOutput[], more: object = {}) =>
  writeRandomHead(folder, { seed: 1, model, outputs, ...more }, () => 16);
const edit = (
  change: (head: Record<string, unknown>, outputs: Record<string, unknown>[]) => void,
) => {
  const path = join(folder, 'head.json');
  const head = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(head, head['outputs'] as Record<string, unknown>[]);
  writeFileSync(path, JSON.stringify(head));
};
const refusal = () => thrownBy(() => readHeadPackage(folder));

it('a head with outputs of every kind is read as it stands', () => {
  const head = readHeadPackage(folder);
  expect(head.manifest).toEqual(JSON.parse(readFileSync(join(folder, 'head.json'), 'utf8')));
  expect(head.weights).toBe(join(folder, 'head.safetensors'));
});

it.each(['head.json', 'head.safetensors'])('a folder without %s is no head', (name) => {
  rmSync(join(folder, name));
  expect(refusal()).toMatchObject({ code: 'head-missing' });
  expect(refusal().message).toContain(name);
  expect(refusal().message).toContain(folder);
});

describe('a head.json with a typo is refused in plain words', () => {
  it.each<[string, Parameters<typeof edit>[0], string]>([
    [
      'an activation',
      (_, [tracks]) => (tracks!['activation'] = 'sofplus'),
      'outputs.0.activation: found "sofplus", known are "sigmoid", "softplus", "none"',
    ],
    [
      'a kind',
      (_, [, window]) => (window!['kind'] = 'windows'),
      'outputs.1.kind: found "windows", known are "tracks", "window", "variant"',
    ],
    [
      'a metric',
      (head) => (head['metric'] = 'auc'),
      'metric: found "auc", known are "auroc", "auprc", "r2", "pearson"',
    ],
    [
      'a task',
      (head) => (head['task'] = 'promoter'),
      `task: found "promoter", known are ${evaluationTaskIds.map((id) => `"${id}"`).join(', ')}`,
    ],
    [
      'a field',
      (head) => (head['licence'] = 'CC0-1.0'),
      'unknown field "licence", known are formatVersion, id, name, version, license, citation',
    ],
    [
      'a field of an output',
      (_, [, , variant]) => (variant!['windw'] = 64),
      'outputs.2: unknown field "windw", known are kind, pool, window, context, features, concat',
    ],
    [
      'what only one value may be',
      (_, [, , variant]) => (variant!['concat'] = 'alt-ref'),
      'outputs.2.concat: found "alt-ref", expected "ref-alt"',
    ],
    [
      'a context that is shorter than the window',
      (_, [, window]) => (window!['context'] = 32),
      'outputs.1.context: found 32, the window alone has 64 bp',
    ],
    [
      'an id that two columns have',
      (_, [, window]) => (window!['labels'] = [{ id: 'a', label: 'A', unit: '' }]),
      'two tracks or labels have the id "a"',
    ],
    [
      'the hash of its model',
      (head) => (head['model'] = { id: 'some-model', hash: 'abc' }),
      'model.hash',
    ],
  ])('%s', (_, change, words) => {
    edit(change);
    expect(refusal()).toMatchObject({ code: 'head-manifest' });
    expect(refusal().message).toContain(words);
    expect(refusal().message).toContain(join(folder, 'head.json'));
  });
});

describe('a head that names its task', () => {
  const fitting = (task: HeadTask): HeadOutput => {
    const ids = Array.from({ length: task.count }, (_, i) => `c${i}`);
    const { activation, anchor = 'center', strand = 'forward' } = task;
    if (task.kind === 'tracks') return { ...tracksHead(ids, task.bin!), activation };
    if (task.kind === 'window') return windowHead(ids, { activation, anchor, strand });
    return variantHead(ids, { activation });
  };

  it.each(evaluationTaskIds)('is read where it is what the task wants: %s', (task) => {
    write([fitting(headTasks[task])], { task });
    expect(readHeadPackage(folder).manifest.task).toBe(task);
  });

  it.each<[string, HeadOutput[], object, string]>([
    [
      'another bin',
      [tracksHead(['a'], 128)],
      { task: 'promoters' },
      'promoters is another task: outputs.0.bin is 128, expected 200',
    ],
    [
      'another kind',
      [windowHead(['a'])],
      { task: 'vep-clinvar' },
      'outputs.0.kind is "window", expected "variant"',
    ],
    [
      'another number of labels',
      [windowHead(['a', 'b'], { anchor: 'tss', strand: 'aware' })],
      { task: 'bulk-rna' },
      'the number of its tracks or labels is 2, expected 218',
    ],
    [
      'another metric',
      [tracksHead(['a'], 200)],
      { task: 'enhancers', metric: 'auprc' },
      'metric is "auprc", expected "auroc"',
    ],
    [
      'more outputs than the task has',
      [tracksHead(['a'], 200), variantHead(['b'])],
      { task: 'enhancers' },
      'it has 2 outputs, expected 1',
    ],
  ])('is refused with %s', (_, outputs, more, words) => {
    write(outputs, more);
    expect(refusal()).toMatchObject({ code: 'head-manifest' });
    expect(refusal().message).toContain(words);
  });
});
