import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { predict } from '../../src-main/analysis/predict/index.ts';
import { innerResult } from '../../src-main/analysis/events/index.ts';
import { reverseComplementOf } from '../../src-main/sequence/complement.ts';
import { neverStopped } from '../support/read-analysis.ts';
import { Random } from '../support/random.ts';
import { openScoring, scoreVcf } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';
import { tokenTable, writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';

const shared = sharedFolder();
const [length, centre, margin] = [96, 32, 32];
const text = basesWithGap(new Random(21), 700, [300, 380]);
const fasta = join(shared, 'g.fa');
writeFileSync(fasta, `>chr\n${text}\n`);
const reverse = reverseComplementOf(text);

const color = '#123456';
const named = (...ids: string[]) => ids.map((id) => ({ id, label: id, unit: 'x', color }));
const oneHot = (layout: string) => {
  return { kind: 'one-hot', name: 'dna', layout, order: 'ACGT', unknown: 0 };
};
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.log1p(Math.exp(x));

async function predicted(model: string, start: number, end: number) {
  const scoring = await openScoring({ fasta, model, shared });
  const spec = { region: { contig: 'chr', start, end }, provider: 'cpu', threads: 1 } as const;
  const { tracks } = await innerResult(
    predict(scoring.context, spec, neverStopped),
    () => undefined,
  );
  await scoring.close();
  return tracks;
}

type Track = Awaited<ReturnType<typeof predicted>>[number];

/** Every value of a known base; `expected` takes the first base of a bin. */
function expectTrack({ start, values, info }: Track, expected: (position: number) => number): void {
  expect(values.length).toBeGreaterThan(0);
  for (const [i, value] of values.entries()) {
    const position = start + i * info.bin;
    const bases = text.slice(position, position + info.bin);
    if (/^N+$/.test(bases)) expect(value).toBeNaN();
    else expect(value, `${info.id} at ${position}`).toBeCloseTo(expected(position), 4);
  }
}

it('a splice model: an ensemble of softmax over cropped bases, a track for each strand', async () => {
  const members = [1, 2].map((seed) => ({ seed, hidden: 4, channels: 3, width: 33 }));
  const folder = join(shared, 'splice');
  const graph = (member: (typeof members)[number]) =>
    convGraph(member, { length, input: ['1', 'L', '4'] }, (g, out) => {
      const inner = g.node('Slice', [
        out,
        g.integers([margin]),
        g.integers([-margin]),
        g.integers([2]),
      ]);
      const turned = g.node('Transpose', [inner], { attributes: { perm: [0, 2, 1] } });
      return [['y', turned, ['b', centre, 3]]];
    });
  writeConvFolder(
    folder,
    Object.fromEntries(members.map((one) => [`member-${one.seed}.onnx`, graph(one)])),
    {
      members: ['member-1.onnx', 'member-2.onnx'],
      reverseComplement: 'separate',
      input: oneHot('[1,L,4]'),
      tiling: { length },
      outputs: [
        {
          ...{ kind: 'tracks', name: 'y', layout: '[1,bins,tracks]', bin: 1, crop: margin },
          activation: 'softmax',
          tracks: named('neither', 'acceptor', 'donor')
            .slice(1)
            .map((one, i) => ({ ...one, channel: i + 1 })),
        },
      ],
    },
  );
  const nets = members.map((one) => plainConv(one));
  const probability = (letters: string, i: number, channel: number) => {
    const each = nets.map((net) => {
      const odds = net(letters, i).map(Math.exp);
      return odds[channel]! / odds.reduce((a, b) => a + b);
    });
    return (each[0]! + each[1]!) / 2;
  };
  for (const [start, end] of [
    [0, 40],
    [250, 420],
    [640, 700],
  ] as const) {
    const tracks = await predicted(folder, start, end);
    expect(tracks.map(({ info }) => [info.id, info.strand])).toEqual([
      ['acceptor_plus', '+'],
      ['acceptor_minus', '-'],
      ['donor_plus', '+'],
      ['donor_minus', '-'],
    ]);
    for (const [t, track] of tracks.entries()) {
      const channel = 1 + Math.floor(t / 2);
      expectTrack(track, (position) =>
        t % 2 === 0
          ? probability(text, position, channel)
          : probability(reverse, text.length - 1 - position, channel),
      );
    }
  }
});

it.each(['track', 'all'] as const)(
  'a profile over %s times its count, read on both strands, whose channels change places',
  async (over) => {
    const conv = { seed: 5, hidden: 4, channels: 3, width: 17 };
    const folder = join(shared, `profile-${over}`);
    const graph = convGraph(conv, { length, input: ['1', '4', '1', 'L'] }, (g, out) => {
      const [profile, last] = g.nodes('Split', [out, g.integers([2, 1])], {
        attributes: { axis: 1 },
        outputs: 2,
      });
      const inner = g.node('Slice', [
        profile!,
        g.integers([16]),
        g.integers([-16]),
        g.integers([2]),
      ]);
      const count = g.node('ReduceMean', [last!, g.integers([1, 2])], {
        attributes: { keepdims: 0 },
      });
      return [
        ['profile', inner, ['b', 2, length - 32]],
        ['count', count, ['b']],
      ];
    });
    const tracks = named('plus', 'minus');
    writeConvFolder(
      folder,
      { 'model.onnx': graph },
      {
        reverseComplement: 'average',
        input: oneHot('[1,4,1,L]'),
        tiling: { length, centre },
        outputs: [
          {
            ...{ kind: 'tracks', name: 'profile', layout: '[1,tracks,bins]', bin: 1, crop: 16 },
            activation: 'profile',
            count: { name: 'count', activation: 'exp', over },
            tracks: tracks.map((one, i) => ({ ...one, strand: '+-'[i], swap: 1 - i })),
          },
        ],
      },
    );
    const net = plainConv(conv, { bounded: true });
    // One tile with the region in its middle.
    const [start, end] = [500, 500 + centre];
    const tile = text.slice(start - margin, end + margin);
    const reads = (letters: string) => {
      const values = Array.from({ length }, (_, i) => net(letters, i));
      const total = Math.exp(values.reduce((sum, one) => sum + one[2]!, 0) / length);
      const inner = values.slice(16, -16);
      const odds = [0, 1].map((c) => inner.map((one) => Math.exp(one[c]!)));
      const sums = odds.map((own) => own.reduce((a, b) => a + b));
      const all = sums[0]! + sums[1]!;
      return odds.map((own, c) =>
        own.map((value) => (value / (over === 'all' ? all : sums[c]!)) * total),
      );
    };
    const [forward, backward] = [reads(tile), reads(reverseComplementOf(tile))];
    const found = await predicted(folder, start, end);
    expect(found.map(({ info }) => info.strand)).toEqual(['+', '-']);
    for (const [c, track] of found.entries()) {
      expectTrack(track, (position) => {
        const i = position - start + margin - 16;
        return (forward[c]![i]! + backward[1 - c]!.toReversed()[i]!) / 2;
      });
    }
  },
);

it('a regulatory model of several outputs and resolutions, the larger of both strands', async () => {
  const conv = { seed: 8, hidden: 4, channels: 2, width: 17 };
  const folder = join(shared, 'regulatory');
  const graph = convGraph(conv, { length, input: ['1', '1', 'L', '4'] }, (g, out) => {
    const bins = g.node('AveragePool', [out], { attributes: { kernel_shape: [8], strides: [8] } });
    const inner = g.node('Slice', [bins, g.integers([2]), g.integers([-2]), g.integers([2])]);
    return [
      ['fine', out, ['b', 2, length]],
      ['coarse', inner, ['b', 2, length / 8 - 4]],
    ];
  });
  const output = { kind: 'tracks', layout: '[1,tracks,bins]' };
  writeConvFolder(
    folder,
    { 'model.onnx': graph },
    {
      reverseComplement: 'max',
      input: oneHot('[1,1,L,4]'),
      tiling: { length, centre },
      outputs: [
        { ...output, name: 'fine', bin: 1, activation: 'exp', tracks: named('a') },
        {
          ...output,
          name: 'coarse',
          bin: 8,
          crop: 16,
          activation: 'softplus',
          tracks: named('b', 'c'),
        },
      ],
    },
  );
  const net = plainConv(conv);
  for (const [start, end] of [
    [0, 120],
    [264, 448],
    [600, 700],
  ] as const) {
    const [fine, ...coarse] = await predicted(folder, start, end);
    const both = (position: number, c: number) => [
      net(text, position)[c]!,
      net(reverse, text.length - 1 - position)[c]!,
    ];
    expectTrack(fine!, (position) => Math.exp(Math.max(...both(position, 0))));
    for (const [c, track] of coarse.entries()) {
      expect(track.info.bin).toBe(8);
      expectTrack(track, (position) => {
        const sums = Array.from({ length: 8 }, (_, i) => both(position + i, c));
        const mean = (strand: number) => sums.reduce((sum, one) => sum + one[strand]!, 0) / 8;
        return softplus(Math.max(mean(0), mean(1)));
      });
    }
  }
});

it('a scalar classifier: a value a tile, scored at its centre; tracks from a file, a species beside', async () => {
  const conv = { seed: 13, hidden: 4, channels: 3, width: 17 };
  const folder = join(shared, 'scalar');
  const graph = convGraph(conv, { length }, (g, out) => {
    const means = g.node('ReduceMean', [out, g.integers([2])], { attributes: { keepdims: 0 } });
    const species = g.input('species', ['b', 2]);
    const shift = g.node('MatMul', [
      species,
      g.weight(Float32Array.of(1, 2, 3, 0.5, -1, 0.25), [2, 3]),
    ]);
    return [['score', g.node('Add', [means, shift]), ['b', 3]]];
  });
  writeConvFolder(
    folder,
    { 'model.onnx': graph },
    {
      input: oneHot('[1,4,L]'),
      constants: [{ name: 'species', type: 'float32', value: [0, 1], shape: ['b', 2] }],
      tiling: { length, centre: 8 },
      outputs: [
        {
          kind: 'tracks',
          name: 'score',
          layout: '[1,tracks]',
          activation: 'sigmoid',
          tracks: 'tracks.tsv',
        },
      ],
    },
  );
  const lines = [
    '## of the third and the first channel',
    '#id\tlabel\tunit\tstrand\tcolour\tchannel',
    'last\tLast\tprobability\t-\t#0072b2\t2',
    'first\tFirst one\tprobability\t.\t\t0',
  ];
  writeFileSync(join(folder, 'tracks.tsv'), `${lines.join('\n')}\n`);
  const net = plainConv(conv, { bounded: true });
  const shift = [0.5, -1, 0.25];
  const scoreAt = (letters: string, bin: number, c: number) => {
    const window = Array.from({ length }, (_, i) => letters[bin - 44 + i] ?? 'N').join('');
    const sum = Array.from({ length }, (_, i) => net(window, i)[c]!).reduce((a, b) => a + b);
    return sigmoid(sum / length + shift[c]!);
  };
  for (const [start, end] of [
    [0, 24],
    [280, 400],
    [688, 700],
  ] as const) {
    const tracks = await predicted(folder, start, end);
    expect(tracks.map(({ info: { id, strand, bin, label } }) => [id, strand, bin, label])).toEqual([
      ['last', '-', 8, 'Last'],
      ['first', undefined, 8, 'First one'],
    ]);
    for (const [t, track] of tracks.entries())
      expectTrack(track, (position) => scoreAt(text, position, t === 0 ? 2 : 0));
  }
  // A variant is scored in the window round the bin that it stands in.
  const scoring = await openScoring({ fasta, model: folder, shared });
  const site = 517;
  const alt = text[site] === 'A' ? 'T' : 'A';
  const vcf = join(shared, 'one.vcf');
  writeFileSync(
    vcf,
    `##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr\t${site + 1}\t.\t${text[site]}\t${alt}\t.\t.\t.\n`,
  );
  const [record] = await scoreVcf(scoring, vcf);
  await scoring.close();
  const changed = text.slice(0, site) + alt + text.slice(site + 1);
  const { local } = record!.rows[0]!.scores!;
  for (const [t, c] of [2, 0].entries()) {
    const expected = scoreAt(changed, 512, c) - scoreAt(text, 512, c);
    expect(local[t]!.effect).toBeCloseTo(expected, 4);
  }
});

it('a language model read on both strands says the mean of what it says of each', async () => {
  const folder = join(shared, 'lm');
  const ids = { A: 1, C: 2, G: 3, T: 4, N: 5 };
  writeTokenGraph(folder, { v: 8, type: 'INT64', tokens: 'n' });
  writeGraphManifest(folder, {
    reverseComplement: 'average',
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'letters', ids },
    },
    tiling: { length: 16, centre: 8 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
  const tracks = await predicted(folder, 280, 400);
  const told = (read: string, asked: string) => {
    const row = tokenTable(8).subarray(8 * ids[read as 'A'] + 1, 8 * ids[read as 'A'] + 5);
    const odds = [...row].map(Math.exp);
    return odds['ACGT'.indexOf(asked)]! / odds.reduce((a, b) => a + b);
  };
  expectTrack(tracks[0]!, (position) => {
    const base = text[position]!;
    const other = reverseComplementOf(base);
    return Math.log((told(base, base) + told(other, other)) / 2);
  });
});
