import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorAdvice, findLocations } from '../../src-main/home/index.ts';
import { planImport } from '../../src-main/library/import/import-plan.ts';
import { tilingFaults } from '../../src-main/model/tiled/check-tiling.ts';
import { graphManifestSchema } from '../../src-main/model/tiled/manifest.ts';
import { resolveManifest } from '../../src-main/model/tiled/resolve-manifest.ts';
import {
  hasLikelihood,
  headTracks,
  identifyModel,
  isGraph,
  openNetwork,
  readModelPackage,
  usefulContext,
} from '../../src-main/model/index.ts';
import { changeGraph, moveWeight } from '../support/onnx-files.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';
import { writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';

type Json = Record<string, unknown>;

function tiny(change: (manifest: Json) => void = () => undefined): string {
  const folder = temporaryFolder();
  writeTinyTransformer(folder, { tile: 1_024, centre: 512 });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

function fault(folder: string, code: string): string {
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code });
  return error.message.replaceAll(folder, 'FOLDER');
}

const output = (manifest: Json) => (manifest['outputs'] as Json[])[0]!;

it('a folder with a graph and its manifest is a model, whose tile is all its context', async () => {
  const model = readModelPackage(tiny());
  expect(isGraph(model)).toBe(true);
  expect(usefulContext(model.manifest)).toBe(1_024);
  const identity = await identifyModel(model);
  expect(identity).toMatchObject({ id: 'tiny-transformer', family: 'onnx', tile: 1_024 });
  const refused = thrownBy(() => openNetwork(model));
  expect(refused).toMatchObject({ code: 'model-tiled' });
  expect(refused.message).toMatch(
    /is an ONNX graph that reads tiles of 1,024 bp and carries no st/,
  );
});

it('its identity changes with the graph and with how it is fed and read, not with its words', async () => {
  const hashOf = async (folder: string) => (await identifyModel(readModelPackage(folder))).hash;
  const hash = await hashOf(tiny());
  expect(await hashOf(tiny((one) => (one['description'] = 'Another.')))).toBe(hash);
  expect(await hashOf(tiny((one) => ((one['input'] as Json)['unknown'] = 0.25)))).not.toBe(hash);
  expect(await hashOf(tiny((one) => ((one['tiling'] as Json)['centre'] = 1_024)))).not.toBe(hash);
  const changed = tiny();
  changeGraph(changed, (model) => (model.producerName = 'other'));
  expect(await hashOf(changed)).not.toBe(hash);
});

describe('the manifests that native-models/README.md shows', () => {
  const text = readFileSync(join(root, 'native-models/README.md'), 'utf8');
  const shown = [...text.matchAll(/^## ([^\n]*)\n(?:(?!^## ).)*?```json\n(.*?)```/gms)].map(
    ([, title, json]) => [title!, JSON.parse(json!) as Json] as const,
  );
  // The first lines are those of the first one.
  const { input: _, constants: __, members: ___, outputs: ____, ...head } = shown[0]![1];
  const tsv = /^ {4}id\tlabel.*?(?=\n\n)/ms.exec(text)![0].replaceAll(/^ {4}/gm, '');

  it('are one of each kind', () => {
    expect(shown.map(([title]) => title)).toEqual([
      'A splice model',
      'A profile and its count',
      'A regulatory model',
      'A scalar classifier',
      'A transformer with k-mers',
    ]);
  });

  it.each(shown)('%s: has known fields, and numbers that go together', (_title, manifest) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tracks.tsv'), tsv);
    const { tiling: _, reverseComplement: __, ...named } = head;
    const written = graphManifestSchema.parse({ ...named, ...manifest });
    const resolved = resolveManifest(written, folder);
    expect(tilingFaults(resolved)).toEqual([]);
    expect(headTracks(resolved).length + Number(hasLikelihood(resolved))).toBeGreaterThan(0);
  });

  it('fit the graph that they were written for', () => {
    const folder = temporaryFolder();
    writeTokenGraph(folder, { v: 8, type: 'INT64', tokens: 'n', masked: true, ids: 'input_ids' });
    const { tiling: _, reverseComplement: __, ...named } = head;
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...named, ...shown[4]![1] }));
    expect(readModelPackage(folder).manifest.outputs).toHaveLength(1);
  });
});

describe('a file of tracks', () => {
  const folderWith = (lines: string[]) =>
    tinyWith(lines.join('\n'), (one) => (output(one)['tracks'] = 'tracks.tsv'));
  function tinyWith(text: string, change: (manifest: Json) => void): string {
    const folder = tiny(change);
    writeFileSync(join(folder, 'tracks.tsv'), text);
    return folder;
  }

  it('gives the tracks, their strands and colours, and is a part of the model', async () => {
    const folder = folderWith([
      '#ID\tLabel\tunit\tColour\tstrand\tchannel',
      'a\tA, K562\treads\t#0072B2\t+\t3',
      '',
      'b\tB\treads\t.\t.\t0',
    ]);
    const model = readModelPackage(folder);
    expect(headTracks(model.manifest)).toMatchObject([
      { id: 'a', label: 'A, K562', unit: 'reads', color: '#0072B2', strand: '+', bin: 128 },
      { id: 'b', label: 'B', unit: 'reads', color: '#e69f00' },
    ]);
    expect(planImport(folder).files.map(({ name }) => name)).toContain('tracks.tsv');
    const { hash } = await identifyModel(model);
    const other = folderWith([
      'id\tlabel\tunit\tchannel',
      'a\tA, K562\treads\t2',
      'b\tB\treads\t0',
    ]);
    expect((await identifyModel(readModelPackage(other))).hash).not.toBe(hash);
  });

  it.each([
    [
      'without its columns',
      ['id\tname'],
      /tracks\.tsv, line 1: no column label, unit; found "id", "name"\.$/,
    ],
    [
      'with a strand that is none',
      ['id\tlabel\tunit\tstrand', 'a\tA\tx\tplus'],
      /line 2: column strand: found "plus": /,
    ],
    [
      'with an id twice',
      ['id\tlabel\tunit', 'a\tA\tx', 'a\tB\tx'],
      /line 3: "a" is the id of line 2, too\.$/,
    ],
    ['without a track', ['id\tlabel\tunit'], /line 1: no track follows\.$/],
    [
      'with a channel that is no number',
      ['id\tlabel\tunit\tchannel', 'a\tA\tx\tfirst'],
      /line 2: column channel: found "first": /,
    ],
    [
      'with a channel that the graph has not',
      ['id\tlabel\tunit\tchannel', 'a\tA\tx\t9'],
      /has 4 tracks; manifest.json names track 9, counted from 0/,
    ],
  ] as const)('%s is refused', (_name, lines, message) => {
    const error = thrownBy(() => readModelPackage(folderWith([...lines])));
    expect(error.message).toMatch(message);
  });

  it('that is missing, or lies elsewhere, is refused', () => {
    for (const name of ['other.tsv', '../tracks.tsv']) {
      const folder = tiny((one) => (output(one)['tracks'] = name));
      expect(fault(folder, 'model-manifest')).toBe(
        `FOLDER has no file "${name}", which manifest.json names for tracks; expected one beside it.`,
      );
    }
  });
});

it('members are parts of the model: a missing one is refused, and each changes what it is', async () => {
  const folder = tiny((one) => (one['members'] = ['model.onnx', 'second.onnx']));
  expect(fault(folder, 'model-graph')).toBe(
    'FOLDER has no file "second.onnx", which is a graph by manifest.json; expected one beside it.',
  );
  cpSync(join(folder, 'model.onnx'), join(folder, 'second.onnx'));
  expect(planImport(folder).files.map(({ name }) => name)).toEqual([
    'manifest.json',
    'model.onnx',
    'second.onnx',
  ]);
  const { hash } = await identifyModel(readModelPackage(folder));
  expect((await identifyModel(readModelPackage(tiny()))).hash).not.toBe(hash);
});

it('what is wrong with a manifest is answered with the page that shows one', () => {
  for (const code of ['model-manifest', 'model-graph'] as const) {
    expect(errorAdvice(code, findLocations(), 'command')).toContain('native-models/README.md');
  }
});

describe('a manifest is refused', () => {
  const cases: [string, (manifest: Json) => void, RegExp][] = [
    [
      'where a swap has no other strand to be read from',
      (one) => ((output(one)['tracks'] as Json[])[0]!['swap'] = 1),
      /track "enhancer" has a swap, which needs reverseComplement "average" or "max"\.$/,
    ],
    [
      'for axes without a place for the bases',
      (one) => ((one['input'] as Json)['layout'] = '[1,4]'),
      /input\.layout: expected axes such as \[1,L,4\]/,
    ],
    [
      'for a profile without its count',
      (one) => (output(one)['activation'] = 'profile'),
      /outputs\.0\.count: expected with the activation "profile", and only with it\.$/,
    ],
    [
      'for a constant with fewer values than its shape',
      (one) => (one['constants'] = [{ name: 's', type: 'float32', value: [1], shape: ['b', 2] }]),
      /constants\.0\.value: expected as many values as the shape has/,
    ],
    [
      'for a field that there is not, with those there are',
      (one) => ((one['tiling'] as Json)['stride'] = 512),
      /tiling: unknown field "stride", known are length, centre, shortest, multipleOf\.$/,
    ],
    [
      'for an input of another kind',
      (one) => ((one['input'] as Json)['kind'] = 'codons'),
      /input(\.kind)?: found "codons", known are "tokens", "one-hot"\.$/,
    ],
    [
      'for a colour by its name, and an id with a space',
      (one) => {
        const [output] = one['outputs'] as { tracks: Json[] }[];
        Object.assign(output!.tracks[0]!, { color: 'blue', id: 'my track' });
      },
      /tracks\.0\.id: expected letters, digits, "_" and "-" only; .*color: expected a colour such as "#0072b2"/,
    ],
    [
      'for letters that are not the four',
      (one) => ((one['input'] as Json)['order'] = 'ACGU'),
      /input\.order: expected A, C, G and T in some order\.$/,
    ],
    [
      'for a tile that is no whole bins',
      (one) => ((one['tiling'] as Json)['length'] = 1_000),
      /1000 bp without twice the crop of 0 are not a whole number of bins of 128/,
    ],
    [
      'for a centre that crosses bins',
      (one) => ((one['tiling'] as Json)['centre'] = 500),
      /tiling\.centre: found 500, expected a multiple of 128, the widest bin/,
    ],
    [
      'for a centre that is not in the middle',
      (one) => ((one['tiling'] as Json)['centre'] = 2_048),
      /tiling\.centre: found 2048, expected as much on either side of it in 1024 bp/,
    ],
    [
      'for a centre that takes in what is cropped',
      (one) => {
        output(one)['crop'] = 256;
        (one['tiling'] as Json)['centre'] = 768;
      },
      /found 768; the 128 bp on either side of it must be the crop of 256/,
    ],
    [
      'for likelihoods of a model without tokens',
      (one) => (one['outputs'] as Json[]).push({ kind: 'lm', name: 'logits' }),
      /outputs\.1: an lm output needs input\.kind "tokens"/,
    ],
    [
      'for a track with the name of a likelihood',
      (one) => {
        (output(one)['tracks'] as Json[])[0]!['id'] = 'entropy';
        (one['outputs'] as Json[]).push({ kind: 'lm', name: 'logits' });
      },
      /outputs: two tracks have the id "entropy"/,
    ],
    [
      'for half of an integer',
      (one) => (one['constants'] = [{ name: 'x', type: 'int64', value: 0.5, shape: [1] }]),
      /constants\.0\.value: expected a whole number for a type of integers\.$/,
    ],
  ];
  it.each(cases)('%s', (_, change, message) => {
    expect(fault(tiny(change), 'model-manifest')).toMatch(message);
  });

  it('where there is none', () => {
    const folder = tiny();
    rmSync(join(folder, 'manifest.json'));
    expect(fault(folder, 'model-manifest')).toBe(
      'FOLDER has a model.onnx but no manifest.json that says how it is fed and read.',
    );
  });
});

describe('a graph is refused', () => {
  it('where its input or output has another name', () => {
    const input = tiny((one) => ((one['input'] as Json)['name'] = 'sequence'));
    expect(fault(input, 'model-graph')).toBe(
      'FOLDER/model.onnx: the graph has an input "dna", which manifest.json does not feed; it feeds "sequence".',
    );
    expect(
      fault(
        tiny((one) => (output(one)['name'] = 'y')),
        'model-graph',
      ),
    ).toBe(
      'FOLDER/model.onnx: manifest.json names an output "y"; the graph\'s outputs are "tracks".',
    );
  });

  it('where a shape or a type is another one, with both', () => {
    const length = tiny((one) => (one['tiling'] = { length: 2_048 }));
    expect(fault(length, 'model-graph')).toBe(
      'FOLDER/model.onnx: input "dna" is float32 [b, 1024, 4] in the graph; by manifest.json float32 [b, 2048, 4] is expected.',
    );
    const tracks = tiny((one) => ((output(one)['tracks'] as Json[])[0]!['channel'] = 4));
    expect(fault(tracks, 'model-graph')).toBe(
      'FOLDER/model.onnx: output "tracks" has 4 tracks; manifest.json names track 4, counted from 0.',
    );
    const folder = temporaryFolder();
    writeTokenGraph(folder, { v: 8, type: 'INT32', tokens: 'n' });
    const ids = { A: 1, C: 2, G: 3, T: 4, N: 5 };
    writeGraphManifest(folder, {
      input: {
        ...{ kind: 'tokens', name: 'ids', type: 'int64' },
        vocabulary: { kind: 'letters', ids },
      },
      tiling: { length: 100 },
      outputs: [{ kind: 'lm', name: 'logits' }],
    });
    expect(fault(folder, 'model-graph')).toBe(
      'FOLDER/model.onnx: input "ids" is int32 [b, n] in the graph; by manifest.json int64 [b, 100] is expected.',
    );
  });

  it('where it takes a fixed number of tokens and N would make more', () => {
    const folder = temporaryFolder();
    writeTokenGraph(folder, { v: 8, type: 'INT64', tokens: 50 });
    const letters = { A: 1, C: 2, G: 3, T: 4, N: 5 };
    writeGraphManifest(folder, {
      input: {
        ...{ kind: 'tokens', name: 'ids', type: 'int64' },
        vocabulary: { kind: 'kmers', k: 2, order: 'ACGT', first: 6, unknown: 0, letters },
      },
      tiling: { length: 100 },
      outputs: [{ kind: 'lm', name: 'logits' }],
    });
    expect(fault(folder, 'model-graph')).toMatch(
      /input "ids" takes 50 tokens; .* leave the letters out/,
    );
  });

  it.each(['', 'not a graph at all', '{"json": true}'])(
    'where the file is no graph: "%s"',
    (text) => {
      const folder = tiny();
      writeFileSync(join(folder, 'model.onnx'), text);
      expect(fault(folder, 'model-graph')).toMatch(
        /^FOLDER\/model\.onnx is not a complete ONNX model: /,
      );
    },
  );

  it('where the file is cut short', () => {
    const folder = tiny();
    const path = join(folder, 'model.onnx');
    writeFileSync(path, readFileSync(path).subarray(0, 2_000));
    expect(fault(folder, 'model-graph')).toMatch(
      /^FOLDER\/model\.onnx is not a complete ONNX model: /,
    );
  });
});

describe('weights in other files', () => {
  it('belong to the model and its identity', async () => {
    const folder = tiny();
    moveWeight(folder, 'weights.bin');
    const model = readModelPackage(folder);
    expect(model.weights.files).toEqual(
      ['model.onnx', 'weights.bin'].map((one) => join(folder, one)),
    );
    const { hash } = await identifyModel(model);
    const other = join(temporaryFolder(), 'copy');
    cpSync(folder, other, { recursive: true });
    expect((await identifyModel(readModelPackage(other))).hash).toBe(hash);
    appendFileSync(join(other, 'weights.bin'), 'x');
    expect((await identifyModel(readModelPackage(other))).hash).not.toBe(hash);
  });

  it.each(['../weights.bin', '/etc/passwd', 'C:\\weights.bin', 'sub/weights.bin', '..'])(
    'are refused outside the folder: %s',
    (location) => {
      const folder = tiny();
      moveWeight(folder, location);
      expect(fault(folder, 'model-graph')).toBe(
        `FOLDER/model.onnx has weights in "${location}"; expected the name of a file in FOLDER.`,
      );
    },
  );

  it('are refused outside the folder where a second location stands behind a good one', () => {
    const folder = tiny();
    // In a protobuf message the last of two fields of one number counts: key 1, value 2, again value 2.
    moveWeight(folder, 'weights.bin');
    const path = join(folder, 'model.onnx');
    const good = Buffer.from('\x0a\x08location\x12\x0bweights.bin', 'latin1');
    const both = Buffer.from('\x0a\x08location\x12\x01w\x12\x08/etc/pwd', 'latin1');
    const bytes = readFileSync(path);
    expect(both).toHaveLength(good.length);
    writeFileSync(join(folder, 'w'), '');
    both.copy(bytes, bytes.indexOf(good));
    writeFileSync(path, bytes);
    expect(fault(folder, 'model-graph')).toBe(
      'FOLDER/model.onnx has weights in "/etc/pwd"; expected the name of a file in FOLDER.',
    );
  });

  it('are missed where they are not there', () => {
    const folder = tiny();
    moveWeight(folder, 'weights.bin');
    rmSync(join(folder, 'weights.bin'));
    expect(fault(folder, 'model-graph')).toBe(
      'FOLDER/model.onnx has weights in "weights.bin", which is missing in FOLDER.',
    );
  });
});
