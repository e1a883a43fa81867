import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportProgress } from '../../src-main/contract/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { cacheFolders } from '../../src-main/home/index.ts';
import { downloadModel, findOnHub } from '../../src-main/library/index.ts';
import { pruneCache, reportCache } from '../../src-main/cache/index.ts';
import { commit, startFakeHub, type FakeHub, type FakeHubOptions } from '../support/fake-hub.ts';
import { root } from '../support/paths.ts';
import { shardName, writeSharded } from '../support/published-forms.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const model = join(sharedFolder(), 'model');
writeRandomModel(model, { seed: 1, config: { model_type: 'caduceus' } });
writeFileSync(join(model, 'README.md'), '---\nlicense: mit\n---\n');
const weights = readFileSync(join(model, 'model.safetensors'));

let parent: string;
beforeEach(() => {
  parent = temporaryFolder();
});
afterEach(() => {
  vi.unstubAllEnvs();
});
const folder = () => join(parent, 'models--org--name', 'snapshots', commit);

/** Asks for the model and downloads it from a hub with these habits. */
async function download(
  options: Partial<FakeHubOptions> = {},
  listener: Parameters<typeof downloadModel>[2] = {},
): Promise<FakeHub> {
  const hub = await startFakeHub({ model, ...options });
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  await downloadModel(await findOnHub('org/name'), parent, listener);
  return hub;
}

const rangesOf = ({ asked }: FakeHub, name = 'model.safetensors') =>
  asked.filter(({ path }) => path.endsWith(`/${name}`)).map(({ range }) => range);

describe('what a model consists of', () => {
  it('is asked without fetching it, only what is needed, with sizes, hashes and licence', async () => {
    const extra = {
      'pytorch_model.bin': 'pickle',
      'modeling_caduceus.py': 'import os',
      '.gitattributes': '',
      'tokenizer.json': '{}',
      'onnx/config.json': '{}',
    };
    const hub = await startFakeHub({ model, extra, license: 'cc-by-4.0' });
    vi.stubEnv('HF_ENDPOINT', `${hub.endpoint}/`);
    const found = await findOnHub('org/name', 'v1');
    expect(found.files.map(({ name }) => name).sort()).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    // The weights come last: what is wrong with the rest shows before.
    expect(found.files.at(-1)).toEqual({
      name: 'model.safetensors',
      bytes: weights.length,
      digest: { kind: 'sha256', hex: createHash('sha256').update(weights).digest('hex') },
    });
    expect(found).toMatchObject({ commit, license: 'cc-by-4.0', endpoint: hub.endpoint });
    expect(hub.asked.map(({ path }) => path)).toEqual(['/api/models/org/name/revision/v1']);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'in one PyTorch file',
      ['pytorch_model.bin', 'training_args.bin', 'optimizer.pt'],
      ['pytorch_model.bin'],
    ],
    [
      'in several PyTorch files',
      [
        'pytorch_model.bin.index.json',
        'pytorch_model-00001-of-00002.bin',
        'pytorch_model-00002-of-00002.bin',
        'training_args.bin',
      ],
      [
        'pytorch_model.bin.index.json',
        'pytorch_model-00001-of-00002.bin',
        'pytorch_model-00002-of-00002.bin',
      ],
    ],
    ['in a checkpoint', ['weights.ckpt', 'training_args.bin'], ['weights.ckpt']],
  ])('with its weights %s is asked for those alone', async (_, there, wanted) => {
    const only = join(temporaryFolder(), 'config');
    mkdirSync(only);
    writeFileSync(join(only, 'config.json'), '{}');
    const extra = Object.fromEntries(there.map((name) => [name, 'numbers']));
    const hub = await startFakeHub({ model: only, extra });
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    const { files } = await findOnHub('org/name');
    expect(files.map(({ name }) => name)).toEqual(['config.json', ...wanted]);
  });

  it('without weights in a form that is read is refused before anything comes', async () => {
    const other = join(temporaryFolder(), 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'config.json'), '{}');
    const hub = await startFakeHub({ model: other, extra: { 'tf_model.h5': 'numbers' } });
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    await expect(findOnHub('org/name')).rejects.toMatchObject({
      code: 'hub-missing',
      message: 'org/name has no model.safetensors or pytorch_model.bin.',
    });
  });

  it.each([
    ['org/none', 'hub-missing', /has no org\/none at revision main \(status 404\)/],
    ['org/gated', 'hub-refused', /org\/gated .* to everyone \(status 401\): .* terms/],
    ['../../etc/x', 'usage', /"\.\.\/\.\.\/etc\/x" is not a model name/],
    ['org/..', 'usage', /is not a model name/],
    ['plain', 'usage', /expected ORG\/NAME/],
  ])('%s is refused as %s', async (repository, code, message) => {
    const hub = await startFakeHub({ model });
    vi.stubEnv('HF_ENDPOINT', hub.endpoint);
    await expect(findOnHub(repository)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('without a network says which server could not be reached', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    await expect(findOnHub('org/name')).rejects.toMatchObject({
      code: 'hub-unreachable',
      message: expect.stringContaining('http://127.0.0.1:9 failed') as string,
    });
  });

  it.each([
    'http://huggingface.co',
    'ftp://127.0.0.1',
    'file:///etc',
    'hub',
    'http://127.0.0.1.evil.example',
  ])('is not asked of %s', async (endpoint) => {
    vi.stubEnv('HF_ENDPOINT', endpoint);
    await expect(findOnHub('org/name')).rejects.toMatchObject({ code: 'usage' });
  });
});

it('all files come, hashed, as the model that they are', async () => {
  const told: ImportProgress[] = [];
  await download({}, { onProgress: (progress) => told.push(progress) });
  expect(readdirSync(folder()).sort()).toEqual(['README.md', 'config.json', 'model.safetensors']);
  expect(readFileSync(join(folder(), 'model.safetensors'))).toEqual(weights);
  expect(readModelPackage(folder()).manifest).toMatchObject({ id: 'name', license: 'mit' });
  const { done, total } = told.at(-1)!;
  expect(done).toBe(total);
  expect(told.every(({ stage }) => stage === 'downloading')).toBe(true);
});

it('weights in several files come with their index', async () => {
  const sharded = join(temporaryFolder(), 'sharded');
  writeSharded(model, sharded, 2);
  await download({ model: sharded });
  expect(readModelPackage(folder()).weights.files.map((file) => file.slice(-26))).toEqual(
    [shardName(0, 2), shardName(1, 2)].map((name) => name.slice(-26)),
  );
});

it('a connection that is cut in mid-file is made again and goes on where it was', async () => {
  const part = join(folder(), 'model.safetensors.part');
  const seen = () => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const hub = await download({ cut: { after: 5000, times: 1, seen } });
  const [first, ...others] = rangesOf(hub);
  expect(first).toBeUndefined();
  expect(others).toHaveLength(1);
  expect(Number(/^bytes=(\d+)-$/.exec(others[0]!)![1])).toBeGreaterThan(0);
  expect(readFileSync(join(folder(), 'model.safetensors'))).toEqual(weights);
});

it('what came before a broken download is gone on from by the next', async () => {
  const broken = download({ cut: { after: 0, times: 9 } });
  await expect(broken).rejects.toMatchObject({ code: 'hub-unreachable' });
  // Everything but the weights is whole; of those, half came in an earlier command.
  const half = weights.subarray(0, weights.length / 2);
  writeFileSync(join(folder(), 'model.safetensors.part'), half);
  const hub = await download();
  expect(rangesOf(hub)).toEqual([`bytes=${half.length}-`]);
  expect(rangesOf(hub, 'config.json')).toEqual([]);
  expect(readFileSync(join(folder(), 'model.safetensors'))).toEqual(weights);
});

it('a server that does not know ranges sends all of it again', async () => {
  mkdirSync(folder(), { recursive: true });
  writeFileSync(join(folder(), 'model.safetensors.part'), weights.subarray(0, 100));
  await download({ wholeOnly: true });
  expect(readFileSync(join(folder(), 'model.safetensors'))).toEqual(weights);
});

it.each(['model.safetensors', 'config.json'])(
  'a %s that hashes to something else is deleted and told of',
  async (name) => {
    const bytes = readFileSync(join(model, name));
    // A blank for a line's end, or a weight's last bit.
    const other = bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1);
    const broken = download({ replace: { [name]: Buffer.from(other) } });
    await expect(broken).rejects.toMatchObject({
      code: 'download-damaged',
      message: expect.stringMatching(
        new RegExp(`^${name} hashes to [0-9a-f]+, the hub says`),
      ) as string,
    });
    expect(readdirSync(folder()).filter((file) => file.startsWith(name))).toEqual([]);
  },
);

it('a file that came whole in an earlier command is hashed again', async () => {
  const broken = download({ cut: { after: 0, times: 9 } });
  await expect(broken).rejects.toMatchObject({ code: 'hub-unreachable' });
  writeFileSync(join(folder(), 'config.json'), '{}');
  await expect(download()).rejects.toMatchObject({ code: 'download-damaged' });
  await download();
  expect(readFileSync(join(folder(), 'config.json'))).toEqual(
    readFileSync(join(model, 'config.json')),
  );
});

it('a file longer than the hub says is not taken', async () => {
  const long = Buffer.concat([weights, Buffer.alloc(10)]);
  await expect(download({ replace: { 'model.safetensors': long } })).rejects.toMatchObject({
    code: 'download-damaged',
  });
  expect(existsSync(join(folder(), 'model.safetensors.part'))).toBe(false);
});

it('a model that is not read costs its configuration only', async () => {
  const bert = join(temporaryFolder(), 'bert');
  mkdirSync(bert);
  writeFileSync(join(bert, 'config.json'), '{"model_type": "bert"}');
  writeFileSync(join(bert, 'model.safetensors'), weights);
  await expect(download({ model: bert })).rejects.toMatchObject({ code: 'model-config' });
  expect(readdirSync(folder())).toEqual(['config.json']);
});

it('a redirect is followed to https or this computer, and nowhere else', async () => {
  const store = await startFakeHub({ model });
  const hub = await download({ redirect: (path) => `${store.endpoint}${path}` });
  expect(rangesOf(hub)).toHaveLength(1);
  expect(rangesOf(store)).toHaveLength(1);
  parent = temporaryFolder();
  const elsewhere = download({ redirect: () => 'http://example.org/model.safetensors' });
  await expect(elsewhere).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining('http://example.org, which is not an https address') as string,
  });
});

it('redirects without an end are given up', async () => {
  await expect(download({ redirect: (path) => path })).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining('more than 5 times') as string,
  });
});

it('files whose terms were not accepted are refused', async () => {
  await expect(download({ refuseFiles: 403 })).rejects.toMatchObject({ code: 'hub-refused' });
});

it('cancelled, it ends at once and keeps what came', async () => {
  const controller = new AbortController();
  const onProgress = ({ done, total }: ImportProgress) => {
    if (done > total / 2) controller.abort();
  };
  const cancelled = download({}, { signal: controller.signal, onProgress });
  await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(folder())).toContain('model.safetensors.part');
});

it('a download given up is told of in the cache, and goes with it', () => {
  const cache = temporaryFolder();
  parent = cacheFolders(cache).hub;
  mkdirSync(folder(), { recursive: true });
  writeFileSync(join(folder(), 'model.safetensors.part'), weights.subarray(0, 5000));
  expect(reportCache(cache).downloadBytes).toBe(5000);
  pruneCache(cache, {});
  expect(existsSync(folder())).toBe(true);
  const weekAgo = new Date(Date.now() - 7 * 86_400_000);
  for (const path of readdirSync(parent, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(parent, path), weekAgo, weekAgo);
  }
  expect(pruneCache(cache, {}).bytes).toBe(5000);
  expect(reportCache(cache).downloadBytes).toBe(0);
});

it('no other part of the program asks a network for anything, but what looks for a newer version, what asks a window of this computer and what waits for a GPU of it', () => {
  const names = readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' });
  const asking = names.filter((name) => {
    if (!name.endsWith('.ts')) return false;
    const text = readFileSync(join(root, 'src-main', name), 'utf8');
    return (
      /^(?! *\*).*(await|return|=) fetch\(/m.test(text) ||
      /^import (?!type).*from '(undici|node:(https|net|tls|http2|dgram))'/m.test(text)
    );
  });
  // Pipes are read and written through a socket on their descriptor, so that it can be ended.
  const pipes = [
    join('formats', 'lines', 'read-lines.ts'),
    join('formats', 'output', 'stream-writer.ts'),
    join('engine', 'process', 'parent-link.ts'),
  ];
  const others = asking.filter((name) => !pipes.includes(name));
  // The window's port is on loopback, and turns on a GPU are at a local socket or pipe; to look for a newer version
  // a person agrees each time.
  expect(others.sort()).toEqual([
    join('cli', 'driving', 'ask-window.ts'),
    join('engine', 'provider', 'device-turn.ts'),
    join('library', 'hub', 'hub-fetch.ts'),
    join('workbench', 'settings', 'newest-version.ts'),
  ]);
});
