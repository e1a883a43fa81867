import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cutMutagenesis } from '../../src-main/analysis/mutagenesis/cut-mutagenesis.ts';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { tokenize } from '../../src-main/sequence/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { shards, wholeAndMerged, withoutProvenance } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const homes = [join(folder, 'whole'), join(folder, 'parts')] as const;
const [hawk, caduceus, fasta, other] = ['hawk', 'caduceus', 'genome.fa', 'other.fa'].map((name) =>
  join(folder, name),
) as [string, string, string, string];
const random = new Random(29);
/** N at the region's start, in it, and as its last bases. */
const unknown = new Set([100, 101, 107, 108, 109, 126, 127]);
const letters = Array.from({ length: 1500 }, (_, i) =>
  unknown.has(i) ? 'N' : 'ACGT'[random.below(4)],
).join('');
const region = ['--region', 'a:101-128'];

beforeAll(() => {
  writeFasta(fasta, { a: letters });
  // One letter of what is read, outside the region.
  writeFasta(other, { a: `${letters.slice(0, 300)}N${letters.slice(301)}` });
  const tracks = { count: 2, bin: 16 };
  writeRandomModel(hawk, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
  const shape = { model_type: 'caduceus', d_model: 16, n_layer: 2 } as const;
  writeRandomModel(caduceus, { seed: 4, config: shape });
});

const command = ['mutagenesis', '--fasta', fasta, '--provider', 'cpu'];
const track = [...command, '--model', hawk, ...region, '--flank', '200', '--readout', 'track-1'];
const likelihood = [...command, '--model', caduceus, '--flank', '60', '--readout', 'likelihood'];

describe('the pieces are the whole mutagenesis', () => {
  it.each([
    ['tsv', 3, track],
    ['bedgraph', 4, track],
    ['tsv', 5, [...track.slice(0, -1), 'track-0@a:301-330']],
    ['tsv', 2, [...likelihood, ...region, '--masked']],
    // More than the bases that are told by one changed sequence, and cut within such.
    ['tsv', 3, [...likelihood, '--region', 'a:101-1,300']],
  ])('as %s, in %i shards', async (ending, count, args) => {
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged, parts } = await wholeAndMerged(args, run);
    expect(dataLines(whole).length).toBeGreaterThan(20);
    expect(withoutProvenance(merged)).toBe(withoutProvenance(whole));
    for (const part of parts) expect(dataLines(part).length).toBeLessThan(dataLines(whole).length);
  });

  it('as matrices', async () => {
    const run = { homes, name: 'a.safetensors', count: 3, random };
    const { whole, merged } = await wholeAndMerged(track, run);
    const [one, two] = [Safetensors.open(whole), Safetensors.open(merged)];
    const { merged: told, ...metadata } = Object.fromEntries(two.metadata);
    expect(told).toBe('from 3 shards');
    expect(metadata).toEqual(Object.fromEntries(one.metadata));
    expect(two.tensors).toEqual(one.tensors);
    for (const name of one.tensors.keys()) {
      const [a, b] = [one, two].map((file) => Buffer.from(file.floats(name).buffer));
      expect(a!.equals(b!)).toBe(true);
    }
    one.close();
    two.close();
  });
});

describe('parts that do not belong together', () => {
  const merge = (out: string, ...parts: readonly string[]) =>
    megabase(['merge', '--out', join(temporaryFolder(), out), ...parts], { home: homes[1] });
  const refused = { exit: 2, code: 'parts-differ' } as const;

  it.each(['tsv', 'safetensors'])('are refused, as %s', async (ending) => {
    const run = { home: homes[1], name: `a.${ending}`, count: 2 };
    const [first, second] = (await shards(track, run)) as [string, string];
    const out = `m.${ending}`;
    expectFailure(await merge(out, second), { ...refused, message: /Shard 1\/2 is missing/ });
    expectFailure(await merge(out, first, first), { ...refused, message: /given twice/ });
    const elsewhere = track.map((word) => (word === fasta ? other : word));
    const [, stray] = await shards(elsewhere, run);
    expectFailure(await merge(out, first, stray!), {
      ...refused,
      message: /not of one run: content of the genome is "1528 bytes, /,
    });
  });

  it.each(['tsv', 'bedgraph'])('and one that was cut short, or goes on, as %s', async (ending) => {
    const run = { home: homes[1], name: `a.${ending}`, count: 2 };
    const [first, second] = (await shards(track, run)) as [string, string];
    const lines = readFileSync(first, 'utf8').split('\n');
    const damaged = { exit: 2, code: 'file-damaged' } as const;
    writeFileSync(first, [...lines.slice(0, -2), ''].join('\n'));
    expectFailure(await merge(`m.${ending}`, first, second), {
      ...damaged,
      message: /it ends after line \d+, 1 lines too soon/,
    });
    writeFileSync(first, [...lines.slice(0, -1), lines.at(-2), ''].join('\n'));
    expectFailure(await merge(`m.${ending}`, first, second), {
      ...damaged,
      message: /it goes on after line/,
    });
  });

  it('and matrices that are not as long as their shard', async () => {
    const run = { home: homes[1], name: 'a.safetensors', count: 2 };
    const [first, second] = (await shards(track, run)) as [string, string];
    const text = readFileSync(first, 'latin1');
    writeFileSync(first, text.replace('records\\":[0,', 'records\\":[1,'), 'latin1');
    expectFailure(await merge('m.safetensors', first, second), {
      ...{ exit: 2, code: 'file-damaged' },
      message: /its shard has \d+ bases, the file names \d+, its changes are 4 x \d+\./,
    });
    writeFileSync(first, text.slice(0, -40), 'latin1');
    expectFailure(await merge('m.safetensors', first, second), {
      ...{ exit: 2, code: 'safetensors-format' },
      message: /is not a sound safetensors file/,
    });
    expectFailure(await merge('m.tsv', second), { ...refused, message: /is no part of a run/ });
  });

  it('and what is no part', async () => {
    const out = join(temporaryFolder(), 'whole.safetensors');
    await megabase([...track, '--out', out], { home: homes[1] });
    expectFailure(await merge('m.safetensors', out), {
      ...refused,
      message: /is no part of a run: it names no shard/,
    });
  });
});

it('more shards than bases other than N are refused', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  expectFailure(await megabase([...track, '--shard', '1/22', '--out', out], { home: homes[1] }), {
    ...{ exit: 2, code: 'usage' },
    message: /there are 21 bases to substitute, .* at most 21 shards/,
  });
  expect(() => readFileSync(out)).toThrow('ENOENT');
});

it('shards follow each other over the region, none of them empty or longer than its share', () => {
  const place = { contig: 'a', start: 100, end: 128 };
  const tokens = tokenize(letters.slice(50, 200));
  for (const count of [1, 2, 4, 7, 21]) {
    const spans = Array.from({ length: count }, (_, i) => {
      const shard = { number: i + 1, count };
      const read = { tokens, bases: { start: 50, end: 78 } };
      return cutMutagenesis({ shard, region: place }, read, {}).span;
    });
    expect(spans[0]!.start).toBe(0);
    expect(spans.at(-1)!.end).toBe(28);
    for (const [i, { start, end }] of spans.entries()) {
      if (i > 0) expect(start).toBe(spans[i - 1]!.end);
      const known = [...letters.slice(100 + start, 100 + end)].filter((base) => base !== 'N');
      expect(known.length).toBeGreaterThan(0);
      expect(known.length).toBeLessThanOrEqual(Math.ceil(21 / count));
    }
  }
});
