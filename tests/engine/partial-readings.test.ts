import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PartialReading, PerturbationTask } from '../../src-main/engine/index.ts';
import { otherStrand, ownComplement } from '../../src-main/model/index.ts';
import {
  EditedSequence,
  reverseComplement,
  tokenize,
  tokenOf,
} from '../../src-main/sequence/index.ts';
import { perturb, withChanged } from '../support/perturb.ts';
import { Random } from '../support/random.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { convGraph, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
const graphs = join(shared, 'graphs');
const [bin, start] = [16, 1_611];
const tokens = randomTokens(900, new Random(41));
const mirrored = (all: Uint8Array) => reverseComplement(all, ownComplement());

const range = { start: 300, end: 340 };
const tasks: PerturbationTask[] = [
  { edits: [{ start: 310, end: 325, tokens: tokenize('NNNNNNNNNNNNNNN') }], tracks: true },
  {
    edits: [
      { start: 305, end: 308, tokens: tokenize('') },
      { start: 330, end: 330, tokens: tokenize('ACCGT') },
    ],
    tracks: false,
    distributions: { before: range, after: { start: 300, end: 342 } },
  },
];

function read(model: string, reading?: PartialReading, asked = tasks) {
  return perturb({ model, graphs, tokens, start, tasks: asked, tolerance: 1e-7, reading });
}

/** The first task's bins over those of the unchanged sequence. */
function merged({ base, results }: Awaited<ReturnType<typeof read>>): number[][] {
  return withChanged(base[0]!, results[0]!.bins![0]!).map((values) => [...values]);
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    if (Number.isNaN(value)) expect(actual[i], `value ${i}`).toBeNaN();
    else expect(actual[i], `value ${i}`).toBeCloseTo(value, 4);
  }
}

it('the reverse strand is read alone, and told of the sequence as it is', async () => {
  const model = join(shared, 'hawk');
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk' }, tracks: { count: 2, bin } });
  const found = await read(model, { strand: 'reverse' });

  // The same by reading the other strand of the edited sequence as any other, its bins' borders at the same bases.
  const end = start + tokens.length;
  const origin = bin - (end % bin);
  const edited = (task: number) => {
    const all = new EditedSequence(tokens, tasks[task]!.edits);
    return mirrored(all.tokens(0, all.length));
  };
  const whole = await runPass({ model, tokens: mirrored(tokens), start: origin, graphs });
  expect(found.base[0]!.first).toBe(Math.ceil(start / bin));
  for (const [track, values] of whole.tracks.entries())
    expectClose([...found.base[0]!.values[track]!], [...values.toReversed()]);
  const knocked = await runPass({ model, tokens: edited(0), start: origin, graphs });
  for (const [track, values] of knocked.tracks.entries())
    expectClose(merged(found)[track]!, [...values.toReversed()]);
  const { window, bins } = found.results[0]!;
  expect(window.start).toBeLessThanOrEqual(310);
  expect(window.end).toBeGreaterThanOrEqual(325);
  expect(bins![0]!.first * bin).toBeLessThanOrEqual(start + 310);

  // ln P of A at a base is that of T at its counterpart.
  const other = edited(1);
  const { logits } = await runPass({ model, tokens: other, graphs });
  const { after } = found.results[1]!.distributions!;
  expect(after).toHaveLength(4 * 42);
  const vocabulary = logits.length / other.length;
  for (let x = 300; x < 342; x++) {
    const at = other.length - 1 - x;
    const row = [...logits.subarray(at * vocabulary + 7, at * vocabulary + 11)].reverse();
    const sum = row.reduce((all, one) => all + Math.exp(one), 0);
    const expected = row.map((one) => one - Math.log(sum));
    expectClose([...after.subarray(4 * (x - 300), 4 * (x - 299))], expected);
  }
});

it('what is inserted or deleted counts to the same bases on both strands', async () => {
  const model = join(shared, 'hawk-1');
  const config = { model_type: 'hawk' } as const;
  writeRandomModel(model, { seed: 7, config, tracks: { count: 1, bin: 1, activation: 'none' } });
  const edits = [
    { start: 0, end: 0, tokens: tokenize('AC') },
    { start: 305, end: 308, tokens: tokenize('') },
    { start: 320, end: 322, tokens: tokenize('ACGTA') },
    { start: 389, end: 389, tokens: tokenize('ACCGT') },
    { start: tokens.length, end: tokens.length, tokens: tokenize('G') },
  ];
  const { base, results } = await read(model, { strand: 'reverse' }, [{ edits, tracks: true }]);
  const found = merged({ base, results })[0]!;

  const sequence = new EditedSequence(tokens, edits);
  const other = mirrored(sequence.tokens(0, sequence.length));
  const { tracks } = await runPass({ model, tokens: other, start: 0, graphs });
  const values = tracks[0]!.toReversed();
  const positions = sequence.positions(0, sequence.length);
  const expected = Array.from(tokens, (_, base) => {
    const own = [...values].filter((_, i) => positions[i] === base);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  // Of what is deleted nothing is known.
  const known = (all: readonly number[]) => all.map((value) => (Number.isNaN(value) ? 99 : value));
  expect(known(expected)[306]).toBe(99);
  expectClose(known(found), known(expected));
});

it('both strands of a network that shares its weights between them say the same', async () => {
  const model = join(shared, 'ps');
  writeRandomModel(model, {
    seed: 4,
    config: { model_type: 'caduceus', rcps: true },
    tracks: { count: 2, bin },
  });
  const [one, other] = [
    merged(await read(model)),
    merged(await read(model, { strand: 'reverse' })),
  ];
  for (const [track, values] of one.entries()) expectClose(other[track]!, values);
});

it('of a model in tiles each strand and each member is had alone, and together they make what it says', async () => {
  const model = join(shared, 'conv');
  const [length, channels] = [192, 2];
  const members = [1, 2].map((seed) => ({ seed, hidden: 4, channels, width: 17 }));
  const color = '#123456';
  writeConvFolder(
    model,
    Object.fromEntries(members.map((one) => [`m${one.seed}.onnx`, convGraph(one, { length })])),
    {
      members: ['m1.onnx', 'm2.onnx'],
      reverseComplement: 'average',
      input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
      tiling: { length, centre: 96 },
      outputs: [
        {
          ...{ kind: 'tracks', name: 'out', layout: '[1,tracks,bins]', bin: 1, activation: 'none' },
          tracks: ['a', 'b'].map((id, i) => ({ id, label: id, unit: 'x', color, swap: 1 - i })),
        },
      ],
    },
  );
  const values = async (reading?: PartialReading) => {
    const { base, results } = await read(model, reading);
    return merged({ base, results: [results[0]!] });
  };
  const whole = await values();
  expect(whole[0]!.filter(Number.isFinite).length).toBeGreaterThan(800);
  const mean = (all: readonly number[][][]) =>
    whole.map((own, track) =>
      own.map((_, i) => all.reduce((sum, one) => sum + one[track]![i]!, 0) / all.length),
    );
  for (const readings of [
    [{ strand: 'forward' }, { strand: 'reverse' }],
    [{ member: 0 }, { member: 1 }],
  ] as const) {
    const all = await Promise.all(readings.map((reading) => values(reading)));
    for (const [track, own] of mean(all).entries()) expectClose(own, whole[track]!);
    const apart = all[0]![0]!.map((value, i) => Math.abs(value - all[1]![0]![i]!));
    expect(Math.max(...apart.filter(Number.isFinite))).toBeGreaterThan(0.1);
  }
});

it('a track of one strand without a counterpart has no value on the other strand, in tiles too', async () => {
  const model = join(shared, 'lone');
  const conv = { seed: 5, hidden: 4, channels: 3, width: 17 };
  const track = (id: string, rest: object) => {
    return { id, label: id, unit: 'x', color: '#123456', ...rest };
  };
  writeConvFolder(
    model,
    { 'm.onnx': convGraph(conv, { length: 192 }) },
    {
      ...{ members: ['m.onnx'], tiling: { length: 192, centre: 96 } },
      input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
      outputs: [
        {
          ...{ kind: 'tracks', name: 'out', layout: '[1,tracks,bins]', bin: 1, activation: 'none' },
          tracks: [
            track('both', {}),
            track('lone', { strand: '+' }),
            track('other', { strand: '+' }),
          ],
        },
      ],
    },
  );
  const [both, lone, other] = merged(await read(model, { strand: 'reverse' }));
  // Of N alone there is none.
  expect(both!.every((value, i) => Number.isFinite(value) || tokens[i] === tokenOf.N)).toBe(true);
  expect([...lone!, ...other!].every(Number.isNaN)).toBe(true);
});

it('a track of one strand changes places with its counterpart, where there is one', () => {
  const track = (id: string, strand?: '+' | '-', role?: string) => {
    return { id, unit: 'probability', strand, role };
  };
  expect(
    otherStrand([
      track('cds_plus', '+'),
      track('cds_minus', '-'),
      track('tss_minus', '-'),
      track('any'),
    ]),
  ).toEqual([1, 0, undefined, 3]);
  expect(otherStrand([track('x', '+', 'cds'), track('y', '-', 'cds'), track('z', '-')])).toEqual([
    1,
    0,
    undefined,
  ]);
});
