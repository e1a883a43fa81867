import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isMegabaseError, MegabaseError } from '../../src-main/contract/index.ts';
import { PytorchFile } from '../../src-main/formats/pytorch/index.ts';
import { referenceModels, root } from '../support/paths.ts';
import { readTensors } from '../support/published-forms.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import {
  dictPickle,
  legacyFile,
  legacyHeader,
  op,
  tensorPickle,
  tuple,
  wholePickle,
  zipFile,
  zipOf,
  type StorageToWrite,
} from '../support/write-pytorch.ts';

const cases = join(root, 'tests/reference/pickles');
const published = (name: string) => join(cases, name, 'pytorch_model.bin');

let path: string;
beforeEach(() => (path = join(temporaryFolder(), 'pytorch_model.bin')));

/** What is read of a file of these bytes. */
function read<T>(bytes: Uint8Array, reading: (file: PytorchFile) => T): T {
  writeFileSync(path, bytes);
  const file = PytorchFile.open(path);
  try {
    return reading(file);
  } finally {
    file.close();
  }
}

const readAll = (bytes: Uint8Array) =>
  read(bytes, (file) =>
    [...file.tensors.keys()].map((name) => [name, Buffer.from(file.bytes(name))]),
  );

function refusal(bytes: Uint8Array): MegabaseError {
  const error = thrownBy(() => readAll(bytes));
  if (isMegabaseError(error)) return error;
  throw error;
}

const floats = (...values: number[]): StorageToWrite => ({
  dtype: 'F32',
  data: new Uint8Array(Float32Array.from(values).buffer),
});
const six = { 0: floats(1, 2, 3, 4, 5, 6) };
const good = wholePickle(dictPickle({ a: tensorPickle(six, { storage: '0', shape: [2, 3] }) }));

/** A pickle beside one good storage. */
const zipWith = (pickle: Buffer) => zipFile(pickle, six);

describe.each([
  ['zip-tied', 'caduceus-ps', 43],
  ['legacy', 'hawk-bi', 80],
  ['zip-bf16', undefined, 43],
] as const)('%s, as torch.save writes it', (name, model, count) => {
  it('has every tensor bit for bit', () => {
    const source = model
      ? join(referenceModels[model], 'model.safetensors')
      : join(cases, name, 'tensors.safetensors');
    const file = PytorchFile.open(published(name));
    expect(file.tensors.size).toBe(count);
    for (const [tensor, { dtype, shape, data }] of Object.entries(readTensors(source))) {
      expect(file.tensors.get(tensor)).toMatchObject({ dtype, shape });
      expect(Buffer.compare(file.bytes(tensor), data)).toBe(0);
    }
    file.close();
  });
});

it('tied tensors are read under both names, and told', () => {
  const file = PytorchFile.open(published('zip-tied'));
  const mixer = 'caduceus.backbone.layers.0.mixer.submodule';
  expect([...file.tensors.values()].filter(({ sameAs }) => sameAs !== undefined)).toHaveLength(5);
  expect(file.tensors.get(`${mixer}.mamba_rev.in_proj.weight`)?.sameAs).toBe(
    `${mixer}.mamba_fwd.in_proj.weight`,
  );
  expect(file.floats(`${mixer}.mamba_rev.in_proj.weight`)).toEqual(
    file.floats(`${mixer}.mamba_fwd.in_proj.weight`),
  );
  file.close();
});

it.each([
  ['hostile-os-system', 'posix.system'],
  ['hostile-unknown-class', 'training.callbacks.EarlyStopper'],
])('%s is refused by the name %s, and runs nothing', (name, asked) => {
  const error = thrownBy(() => PytorchFile.open(published(name)));
  expect(error).toMatchObject({ code: 'pickle-refused', file: published(name), found: asked });
  expect(error.message).toContain(`asks for ${asked} (byte `);
  expect(existsSync('pwned.txt')).toBe(false);
});

describe.each(['zip', 'legacy'] as const)('a %s file', (format) => {
  const fileOf = (pickle: Buffer, storages: Readonly<Record<string, StorageToWrite>>) =>
    format === 'zip' ? zipFile(pickle, storages) : legacyFile(pickle, storages);
  const legacy = format === 'legacy';
  const state = (
    storages: Readonly<Record<string, StorageToWrite>>,
    views: Readonly<Record<string, Parameters<typeof tensorPickle>[1]>>,
  ) =>
    dictPickle(
      Object.fromEntries(
        Object.entries(views).map(([name, view]) => [
          name,
          tensorPickle(storages, view, { legacy }),
        ]),
      ),
    );

  it.each([
    ['all of it', { shape: [2, 3] }, [1, 2, 3, 4, 5, 6]],
    ['a transpose', { shape: [3, 2], strides: [1, 3] }, [1, 4, 2, 5, 3, 6]],
    ['a row', { shape: [3], offset: 3 }, [4, 5, 6]],
    ['a column', { shape: [2], offset: 1, strides: [3] }, [2, 5]],
    ['one number', { shape: [], offset: 5 }, [6]],
    ['an expanded row', { shape: [3, 2], offset: 4, strides: [0, 1] }, [5, 6, 5, 6, 5, 6]],
    ['an axis of one', { shape: [1, 2, 1], strides: [99, 3, 7] }, [1, 4]],
    ['nothing', { shape: [0, 3], offset: 6 }, []],
    ['a cube', { shape: [2, 1, 3], strides: [3, 3, 1] }, [1, 2, 3, 4, 5, 6]],
  ] as const)('gives of a storage %s', (_, view, expected) => {
    const pickle = wholePickle(state(six, { a: { storage: '0', ...view } }));
    read(fileOf(pickle, six), (file) => {
      expect(file.tensors.get('a')).toEqual({ dtype: 'F32', shape: view.shape });
      expect([...file.floats('a')]).toEqual(expected);
    });
  });

  it('has numbers of every type, views of each too', () => {
    const of = (dtype: string, array: { buffer: ArrayBufferLike }): StorageToWrite => ({
      dtype,
      data: new Uint8Array(array.buffer),
    });
    const storages = {
      d: of('F64', Float64Array.of(1, -0.5, 3, 4)),
      f: of('F32', Float32Array.of(1, -0.5, 3, 4)),
      h: of('F16', Uint16Array.of(0x3c00, 0xb800, 0x4200, 0x4400)),
      b: of('BF16', Uint16Array.of(0x3f80, 0xbf00, 0x4040, 0x4080)),
      l: of('I64', BigInt64Array.of(1n, -5n, 3n, 4n)),
      i: of('I32', Int32Array.of(1, -5, 3, 4)),
      s: of('I16', Int16Array.of(1, -5, 3, 4)),
      c: of('I8', Int8Array.of(1, -5, 3, 4)),
      u: of('U8', Uint8Array.of(1, 5, 3, 4)),
      o: of('BOOL', Uint8Array.of(1, 0, 0, 1)),
    };
    const names = Object.keys(storages) as (keyof typeof storages)[];
    const views = names.map((name) => [name, { storage: name, shape: [2, 2], strides: [1, 2] }]);
    const pickle = wholePickle(
      state(storages, Object.fromEntries(views) as Parameters<typeof state>[1]),
    );
    read(fileOf(pickle, storages), (file) => {
      for (const name of names) {
        const { dtype, data } = storages[name];
        expect(file.tensors.get(name)).toEqual({ dtype, shape: [2, 2] });
        const width = data.length / 4;
        const element = (i: number) => Buffer.from(data.subarray(i * width, (i + 1) * width));
        expect(Buffer.from(file.bytes(name))).toEqual(Buffer.concat([0, 2, 1, 3].map(element)));
        if (/F/.test(dtype)) expect([...file.floats(name)]).toEqual([1, 3, -0.5, 4]);
        else
          expect(() => file.floats(name)).toThrow(`"${name}" is stored as ${dtype}; expected F32`);
      }
    });
  });

  it('is read through the wrappings of training programs', () => {
    const own = state(six, { 'model.module.a': { storage: '0', shape: [6] } });
    const wrapped = (name: string) =>
      wholePickle(
        ...[op.emptyDict, op.mark, op.text('epoch'), op.number(3), op.text('rate'), op.none],
        ...[op.text(name), own, op.setItems],
      );
    for (const name of ['state_dict', 'model_state_dict', 'model', 'module']) {
      read(fileOf(wrapped(name), six), (file) => expect([...file.tensors.keys()]).toEqual(['a']));
    }
    const error = refusal(fileOf(wrapped('weights'), six));
    expect(error.message).toContain(
      'it holds a dict with "epoch", "rate", "weights"; a state dict of tensors was expected',
    );
  });

  it('keeps a prefix that not every name has', () => {
    const view = { storage: '0', shape: [6] };
    const pickle = wholePickle(state(six, { 'model.a': view, b: view }));
    read(fileOf(pickle, six), (file) => expect([...file.tensors.keys()]).toEqual(['model.a', 'b']));
  });

  it('is refused wherever it is cut short', () => {
    const pickle = wholePickle(state(six, { a: { storage: '0', shape: [6] } }));
    const whole = fileOf(pickle, six);
    for (let length = 0; length < whole.length; length++) {
      const error = refusal(whole.subarray(0, length));
      expect(error).toMatchObject({ code: 'pytorch-format', file: path });
      expect(error.message).toMatch(/\(byte \d+\)\.$/);
    }
  });

  it('with any one bit changed is read or refused, never as other numbers of a zip', () => {
    const pickle = wholePickle(state(six, { a: { storage: '0', shape: [6] } }));
    const whole = fileOf(pickle, six);
    const expected = JSON.stringify(readAll(whole));
    for (let bit = 0; bit < 8 * whole.length; bit += legacy ? 1 : 3) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      try {
        const found = JSON.stringify(readAll(bytes));
        if (!legacy) expect(found).toBe(expected);
      } catch (error) {
        expect(error).toSatisfy(isMegabaseError);
        expect((error as MegabaseError).code).toMatch(/^(pytorch-format|pickle-refused)$/);
      }
    }
  });
});

it('a storage of an old file may be a view of another', () => {
  const view = tuple(op.text('v'), op.number(2), op.number(3));
  const tensor = tensorPickle(six, { storage: '0', offset: 1, shape: [2] }, { legacy: true, view });
  read(legacyFile(wholePickle(dictPickle({ a: tensor })), six), (file) =>
    expect([...file.floats('a')]).toEqual([4, 5]),
  );
  const beyond = tuple(op.text('v'), op.number(4), op.number(3));
  const outside = tensorPickle(six, { storage: '0', shape: [1] }, { legacy: true, view: beyond });
  const error = refusal(legacyFile(wholePickle(dictPickle({ a: outside })), six));
  expect(error.message).toContain('a view of storage "0" does not lie in it');
});

it('parameters, sizes and pickles of newer protocols are read', () => {
  const tensor = tensorPickle(six, { storage: '0', shape: [6] });
  const parameter = Buffer.concat([
    op.global('torch._utils', '_rebuild_parameter'),
    tuple(tensor, op.yes, op.none),
    op.reduce,
  ]);
  const size = Buffer.concat([op.global('torch', 'Size'), tuple(tuple(op.number(6))), op.reduce]);
  const short = (text: string) =>
    Buffer.concat([Buffer.from([0x8c, text.length]), Buffer.from(text)]);
  const dict = Buffer.concat([
    ...[op.protocol(4), Buffer.from([0x95]), Buffer.alloc(8)],
    ...[
      short('collections'),
      Buffer.from([0x94]),
      short('OrderedDict'),
      Buffer.from([0x94, 0x93, 0x94]),
    ],
    ...[op.emptyTuple, op.reduce, op.put(7), op.mark, short('a'), parameter, short('size'), size],
    ...[op.setItems, op.get(7), op.stop],
  ]);
  read(zipWith(dict), (file) => {
    expect([...file.tensors.keys()]).toEqual(['a']);
    expect([...file.floats('a')]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

it('attributes of a state dict, as its modules have versions, are passed over', () => {
  const state = [op.emptyDict, op.text('_metadata'), op.emptyDict, op.setItem, op.build];
  const pickle = wholePickle(
    dictPickle({ a: tensorPickle(six, { storage: '0', shape: [6] }) }),
    ...state,
  );
  read(zipWith(pickle), (file) => expect(file.tensors.size).toBe(1));
});

it('an archive whose counts and offsets are in zip64 is read', () => {
  read(zipFile(good, six, { large: true }), (file) =>
    expect([...file.floats('a')]).toEqual([1, 2, 3, 4, 5, 6]),
  );
});

it('a tensor beyond two gigabytes is read without what lies before it', () => {
  const giga = 2 ** 30;
  // Only how much there is counts for the pickle.
  const data = { length: 4 * giga } as Uint8Array;
  const storages = { far: { dtype: 'F32', data } };
  const pickle = dictPickle({
    far: tensorPickle(storages, { storage: 'far', offset: giga - 2, shape: [2] }, { legacy: true }),
  });
  const head = legacyFile(wholePickle(pickle), {});
  // The list of keys is empty there: one key in its place, then the length and, at the end, two numbers.
  const list = wholePickle(op.emptyList, op.mark, op.text('far'), op.appends);
  const start = Buffer.concat([
    head.subarray(0, legacyHeader.length + wholePickle(pickle).length),
    list,
    Buffer.from(BigInt64Array.of(BigInt(giga)).buffer),
  ]);
  const file = openSync(path, 'w');
  writeSync(file, start);
  ftruncateSync(file, start.length + 4 * giga);
  writeSync(file, new Uint8Array(Float32Array.of(7, 8).buffer), 0, 8, start.length + 4 * giga - 8);
  closeSync(file);
  const opened = PytorchFile.open(path);
  expect([...opened.floats('far')]).toEqual([7, 8]);
  opened.close();
});

describe('what a state dict does not need is refused by name', () => {
  const calls = (module: string, name: string) =>
    Buffer.concat([op.global(module, name), tuple(op.text('echo pwned > pwned.txt')), op.reduce]);
  it.each([
    ['builtins', 'eval'],
    ['os', 'system'],
    ['nt', 'system'],
    ['torch.hub', 'load'],
    ['torch.storage', '_load_from_bytes'],
    ['torch', 'load'],
    ['_codecs', 'encode'],
    ['collections', 'OrderedDict.__init_subclass__'],
    ['torch._utils', '_rebuild_tensor_v2.__globals__'],
    ['numpy.core.multiarray', 'scalar'],
    ['torch.nn.modules.linear', 'Linear'],
    ['torch', 'ComplexFloatStorage'],
    ['__main__', 'constructor'],
    ['', '__proto__'],
  ])('%s.%s', (module, name) => {
    for (const pickle of [calls(module, name), op.global(module, name)]) {
      for (const whole of [wholePickle(pickle), wholePickle(dictPickle({ a: pickle }))]) {
        const found = `${module}.${name}`;
        expect(refusal(zipWith(whole))).toMatchObject({ code: 'pickle-refused', found });
        expect(refusal(legacyFile(whole, six))).toMatchObject({ code: 'pickle-refused', found });
        // In the place of the mark that the file begins with, too.
        expect(refusal(whole)).toMatchObject({ code: 'pickle-refused', found });
      }
    }
    expect(existsSync('pwned.txt')).toBe(false);
  });

  it('a name put together from text', () => {
    const whole = wholePickle(op.text('os'), op.text('system'), Buffer.from([0x93]));
    expect(refusal(zipWith(whole))).toMatchObject({ code: 'pickle-refused', found: 'os.system' });
    const parts = wholePickle(op.number(1), op.text('system'), Buffer.from([0x93]));
    expect(refusal(zipWith(parts)).message).toContain('a name is not of text');
  });

  it('an object in the old way', () => {
    const whole = wholePickle(op.mark, op.text('ls'), Buffer.from('ios\nsystem\n'));
    expect(refusal(zipWith(whole))).toMatchObject({ code: 'pickle-refused', found: 'os.system' });
  });

  it.each([0x82, 0x6f, 0x50, 0x53, 0x42, 0x8f, 0x96, 0x97, 0x00, 0xff])(
    'the opcode %i',
    (opcode) => {
      const error = refusal(zipWith(wholePickle(Buffer.from([opcode, 1, 0, 0, 0, 10]))));
      expect(error.code).toBe('pickle-refused');
      expect(error.found).toBe(`the opcode 0x${opcode.toString(16).padStart(2, '0')}`);
    },
  );
});

describe('a pickle that is made to do harm', () => {
  const nested = (depth: number) => Buffer.alloc(depth, 0x85);

  it.each<[string, Buffer, RegExp]>([
    ['nests a million tuples', wholePickle(op.none, nested(1_000_000)), /it holds a tuple of 1;/],
    ['nests a million marks', wholePickle(Buffer.alloc(1_000_000, 0x28)), /a value is missing/],
    [
      'never ends',
      Buffer.concat([op.protocol(), op.none, Buffer.alloc(3_000_000, 0x85)]),
      /more than 2097152 steps/,
    ],
    [
      'makes a dict of itself',
      wholePickle(op.emptyDict, op.put(0), op.text('a'), op.get(0), op.setItem),
      /a dict with "a"/,
    ],
    [
      'doubles a list forty times',
      wholePickle(
        op.emptyList,
        op.put(0),
        ...Array.from({ length: 40 }, (_, i) =>
          Buffer.concat([op.emptyList, op.put(i + 1), op.mark, op.get(i), op.get(i), op.appends]),
        ),
      ),
      /it holds a list of 2/,
    ],
    [
      'announces text of 4 GB',
      wholePickle(Buffer.from([0x58, 0xff, 0xff, 0xff, 0xff])),
      /4294967295 were expected/,
    ],
    [
      'announces text of 2^64 bytes',
      wholePickle(Buffer.from([0x8d]), Buffer.alloc(8, 0xff)),
      /1844674407\d+ were expected/,
    ],
    [
      'has a number of 2 GB',
      wholePickle(Buffer.from([0x8b, 0xff, 0xff, 0xff, 0x7f])),
      /a number has 2147483647 bytes/,
    ],
    ['uses what it did not keep', wholePickle(op.get(3)), /value 3 is used before it is there/],
    ['takes from an empty stack', wholePickle(), /a value is missing/],
    [
      'calls a number',
      wholePickle(op.number(3), op.emptyTuple, op.reduce),
      /a number is called with a tuple of 0/,
    ],
    [
      'adds to a number',
      wholePickle(op.number(1), op.mark, op.number(2), op.appends),
      /a number is added to; a list/,
    ],
    [
      'has a key without a value',
      wholePickle(op.emptyDict, op.mark, op.text('a'), op.setItems),
      /a dict of 0 is given 1 keys/,
    ],
    [
      'has a tensor for a key',
      wholePickle(op.emptyDict, op.emptyList, op.none, op.setItem),
      /a key of a dict is a list/,
    ],
    [
      'gives a number attributes',
      wholePickle(op.number(1), op.emptyDict, op.build),
      /a number is given attributes/,
    ],
    ['is of protocol 0', Buffer.from([0x80, 0, 0x2e]), /has protocol 0; 2 to 5 are read/],
    [
      'has text that is no UTF-8',
      wholePickle(Buffer.from([0x8c, 1, 0xff])),
      /1 bytes of text are not UTF-8/,
    ],
    [
      'has a name without an end',
      wholePickle(Buffer.from('c'), Buffer.alloc(5000, 0x61)),
      /a name is longer than 1000 bytes/,
    ],
    ['ends early', good.subarray(0, -1), /its pickle ends after 0 bytes more/],
    ['is a list of tensors', wholePickle(op.emptyList), /it holds a list of 0; a state dict/],
  ])('%s', (_, pickle, message) => {
    const error = refusal(zipWith(pickle));
    expect(error).toMatchObject({ code: 'pytorch-format', file: path });
    expect(error.offset).toBeTypeOf('number');
    expect(error.message).toMatch(message);
  });
});

describe('a tensor that is not in its storage', () => {
  it.each<[string, Parameters<typeof tensorPickle>[1], RegExp]>([
    [
      'ends beyond it',
      { storage: '0', shape: [7] },
      /shape \[7\].* ends at element 7; its storage has 6/,
    ],
    ['begins beyond it', { storage: '0', shape: [1], offset: 6 }, /offset 6 ends at element 7/],
    ['strides beyond it', { storage: '0', shape: [2, 2], strides: [5, 1] }, /ends at element 7/],
    ['has a negative size', { storage: '0', shape: [-1] }, /no sound offset, shape and strides/],
    [
      'has a negative stride',
      { storage: '0', shape: [2], offset: 5, strides: [-1] },
      /no sound offset/,
    ],
    ['lacks a stride', { storage: '0', shape: [2, 3], strides: [1] }, /no sound offset/],
    [
      'is larger than can be counted',
      { storage: '0', shape: [2 ** 40, 2 ** 40], strides: [0, 0] },
      /too many elements/,
    ],
    [
      'repeats without end',
      { storage: '0', shape: [2 ** 40], strides: [0] },
      /repeats its 6 elements to 1099511627776/,
    ],
    [
      'has a hundred axes',
      { storage: '0', shape: Array<number>(100).fill(1) },
      /100 dimensions; at most 64/,
    ],
  ])('%s', (_, view, message) => {
    const error = refusal(zipWith(wholePickle(dictPickle({ a: tensorPickle(six, view) }))));
    expect(error.code).toBe('pytorch-format');
    expect(error.message).toMatch(message);
  });

  it('has no storage at all', () => {
    const builder = op.global('torch._utils', '_rebuild_tensor_v2');
    const pickle = wholePickle(builder, tuple(op.text('x'), op.number(0)), op.reduce);
    expect(refusal(zipWith(pickle)).message).toContain('a tensor is made of text; a storage was');
    const empty = wholePickle(builder, op.emptyTuple, op.reduce);
    expect(refusal(zipWith(empty)).message).toContain('a tensor is made of nothing');
  });
});

describe('a zip archive that is not sound', () => {
  const pickle = { name: 'm/data.pkl', data: good };
  const data = { name: 'm/data/0', data: six[0].data };
  it.each<[string, Buffer, RegExp]>([
    [
      'compresses an entry',
      zipOf([pickle, { ...data, method: 8 }]),
      /"m\/data\/0" is compressed \(method 8\)/,
    ],
    ['encrypts an entry', zipOf([{ ...pickle, flags: 1 }, data]), /"m\/data\.pkl" is encrypted/],
    [
      'has a wrong checksum of the pickle',
      zipOf([{ ...pickle, crc: 1 }, data]),
      /checksum of its entry "m\/data\.pkl" is [0-9a-f]{8}; the archive says 00000001/,
    ],
    [
      'has a wrong checksum of numbers',
      zipOf([pickle, { ...data, crc: 1 }]),
      /checksum of its storage "0" is [0-9a-f]{8}/,
    ],
    ['names an entry twice', zipOf([pickle, data, data]), /names "m\/data\/0" twice/],
    ['lacks a storage', zipOf([pickle]), /storage "0" is not among its entries/],
    ['lacks a pickle', zipOf([data]), /0 entries FOLDER\/data\.pkl; one was expected/],
    [
      'has two pickles',
      zipOf([pickle, data, { ...pickle, name: 'n/data.pkl' }]),
      /2 entries FOLDER/,
    ],
    [
      'has a storage too short',
      zipOf([pickle, { ...data, data: data.data.subarray(4) }]),
      /has 20 bytes; 6 elements of F32 take 24/,
    ],
    [
      'is big-endian',
      zipFile(good, six, { byteOrder: 'big' }),
      /byte order is "big", not "little"/,
    ],
  ])('%s', (_, bytes, message) => {
    const error = refusal(bytes);
    expect(error).toMatchObject({ code: 'pytorch-format', file: path });
    expect(error.message).toMatch(message);
  });

  const twoOf = (storages: Readonly<Record<string, StorageToWrite>>) =>
    dictPickle({
      a: tensorPickle(storages, { storage: '0', shape: [2] }),
      b: tensorPickle(storages, { storage: '1', shape: [2] }),
    });
  /** The directory says that storage 1 begins at that byte. */
  const moveSecond = (bytes: Buffer, header: number) => {
    bytes.writeUInt32LE(header, bytes.lastIndexOf('model/data/1') - 4);
    return bytes;
  };

  it('has two entries of one place', () => {
    const storages = { 0: floats(1, 2), 1: floats(3, 4) };
    const bytes = zipFile(wholePickle(twoOf(storages)), storages);
    const error = refusal(moveSecond(bytes, bytes.indexOf('model/data/0') - 30));
    expect(error.message).toContain('"model/data/1" has another name in the place');
  });

  it('has a storage within another', () => {
    const inner = zipOf([{ name: 'model/data/1', data: floats(3, 4).data }]);
    const storages = {
      0: { dtype: 'U8', data: inner.subarray(0, inner.indexOf('PK\u0001\u0002', 'latin1')) },
      1: floats(3, 4),
    };
    const bytes = zipFile(wholePickle(twoOf(storages)), storages);
    const error = refusal(moveSecond(bytes, bytes.indexOf('model/data/1') - 30));
    expect(error.message).toContain('storage "1" begins within another');
  });
});

it.each([
  ['', /it begins with ""/],
  [
    'version https://git-lfs.github.com/spec/v1\n',
    /it begins with "vers"; a zip archive or a pickle/,
  ],
  ['PK\u0003\u0004', /its zip archive has no end; the file is cut short/],
])('a file that reads %j is refused', (text, message) => {
  const error = refusal(Buffer.from(text, 'latin1'));
  expect(error.code).toBe('pytorch-format');
  expect(error.message).toMatch(message);
});

it('a pickle that torch.save did not write is told as such', () => {
  expect(refusal(wholePickle(op.emptyDict)).message).toContain(
    'it is a pickle, but not one that torch.save wrote',
  );
});

it('a folder and a missing file are told as everywhere', () => {
  expect(thrownBy(() => PytorchFile.open(cases))).toMatchObject({ code: 'file-unreadable' });
  expect(thrownBy(() => PytorchFile.open(path))).toMatchObject({ code: 'file-missing' });
});

it('the files of these tests begin as published ones do', () => {
  expect(readFileSync(published('legacy')).subarray(0, 15)).toEqual(legacyHeader.subarray(0, 15));
});
