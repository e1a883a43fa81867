import type { Random } from '../support/random.ts';

/** Numbers that counts and offsets are easily wrong with. */
const hugeNumbers = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const hugeTexts = [
  '-1',
  '0',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e309',
  '999999999999999',
  'NaN',
];

/** Bytes that are no UTF-8, and marks of encodings. */
const strangeBytes = [
  [0xc3, 0x28],
  [0xff, 0xfe],
  [0xef, 0xbb, 0xbf],
  [0xed, 0xa0, 0x80],
  [0x00],
  [0xf4, 0x90, 0x80, 0x80],
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const mutations: Readonly<Record<string, Mutation>> = {
  'bit flip': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const flips = 1 + (random.below(2) === 0 ? 0 : random.below(8));
    for (let i = 0; i < flips && copy.length > 0; i++) {
      copy[random.below(copy.length)]! ^= 1 << random.below(8);
    }
    return copy;
  },
  truncation: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'huge number': (bytes, random) => {
    const number = hugeNumbers[random.below(hugeNumbers.length)]!;
    const at = random.below(Math.max(1, bytes.length - 4));
    const copy = Buffer.concat([bytes, Buffer.alloc(Math.max(0, at + 4 - bytes.length))]);
    copy.writeUInt32LE(number, at);
    return copy;
  },
  'huge number in text': (bytes, random) => {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[random.below(numbers.length)];
    if (found === undefined) return Buffer.from(text + '9'.repeat(30), 'latin1');
    const huge = hugeTexts[random.below(hugeTexts.length)]!;
    const end = found.index + found[0].length;
    return Buffer.from(text.slice(0, found.index) + huge + text.slice(end), 'latin1');
  },
  'lines swapped': (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    const [i, j] = [random.below(lines.length), random.below(lines.length)];
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'line twice': (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    lines.splice(random.below(lines.length), 0, lines[random.below(lines.length)]!);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'strange bytes': (bytes, random) => {
    const at = random.below(2) === 0 ? 0 : random.below(bytes.length + 1);
    const strange = Buffer.from(strangeBytes[random.below(strangeBytes.length)]!);
    return Buffer.concat([bytes.subarray(0, at), strange, bytes.subarray(at)]);
  },
  'piece moved': (bytes, random) => {
    const [from, to] = [random.below(bytes.length + 1), random.below(bytes.length + 1)];
    const piece = bytes.subarray(from, from + random.below(64));
    return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]);
  },
  'separators changed': (bytes, random) => {
    const text = bytes.toString('latin1');
    const [found, by] = [
      ['\t', ' '],
      ['\n', '\r'],
      ['\n', '\r\n'],
      ['\t', '\t\t'],
      ['\n', '\t\n'],
      ['"', "'"],
    ][random.below(6)]!;
    return Buffer.from(text.replaceAll(found!, by!), 'latin1');
  },
};

/** A damaged copy of the bytes, and the names of what was done to it. */
export function mutate(bytes: Buffer, random: Random): { bytes: Buffer; done: string[] } {
  const names = Object.keys(mutations);
  const rounds = random.below(4) === 0 ? 2 : 1;
  const done: string[] = [];
  let result = bytes;
  for (let i = 0; i < rounds; i++) {
    const name = names[random.below(names.length)]!;
    result = mutations[name]!(result, random);
    done.push(name);
  }
  return { bytes: result, done };
}
