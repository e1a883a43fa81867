import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src-main/contract/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { filesOf, shards } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const home = join(folder, 'home');
const [model, other, fasta, vcf] = ['model', 'other', 'genome.fa', 'calls.vcf'].map((name) =>
  join(folder, name),
) as [string, string, string, string];
const random = new Random(4);
const names = ['a', 'b', 'c', 'd'];
const contigs = Object.fromEntries(
  names.map((name) => [name, Array.from({ length: 200 }, () => 'ACGT'[random.below(4)]).join('')]),
);

const predict = (...more: string[]) => [
  ...['predict', '--fasta', fasta, '--region', ...names, '--provider', 'cpu'],
  ...['--model', model, ...more],
];
const variants = (...more: string[]) => [
  ...['variants', '--fasta', fasta, '--vcf', vcf, '--provider', 'cpu', '--model', model, ...more],
];
const make = (args: readonly string[], name: string, count = 3) =>
  shards(args, { home, name, count, folder: mkdtempSync(join(folder, 'parts-')) });

/** Parts of one run, which a test does not change. */
let tables: string[];
let records: string[];
beforeAll(async () => {
  writeFasta(fasta, contigs);
  const rows = names.flatMap((contig) =>
    [20, 90].map((pos) => ({ contig, pos, ref: contigs[contig]![pos - 1]!, alt: 'N' })),
  );
  const alts = (ref: string) => (ref === 'A' ? 'C' : 'A');
  writeFileSync(
    vcf,
    vcfText(
      contigs,
      rows.map((row) => ({ ...row, alt: alts(row.ref) })),
    ),
  );
  const tracks = { count: 2, bin: 16 };
  const config = { model_type: 'hawk', depth: 1 } as const;
  writeRandomModel(model, { seed: 3, config, tracks });
  writeRandomModel(other, { seed: 4, config, tracks });
  tables = await make(predict(), 'a.tsv');
  records = await make(variants(), 'a.vcf');
});

/** A copy of a part with something else in its text. */
function changed(path: string, change: (text: string) => string): string {
  const copy = join(temporaryFolder(), 'changed.tsv');
  const [before, after] = [readFileSync(path, 'utf8'), change(readFileSync(path, 'utf8'))];
  expect(after).not.toBe(before);
  writeFileSync(copy, after);
  return copy;
}

/** Merging is refused with these words, and leaves nothing. */
async function expectRefusal(
  parts: readonly string[],
  message: RegExp,
  {
    code = 'parts-differ',
    name = 'out.tsv',
    more = [],
  }: { code?: ErrorCode; name?: string; more?: string[] } = {},
): Promise<void> {
  const out = join(temporaryFolder(), name);
  const result = await megabase(['merge', '--out', out, ...parts, ...more], { home });
  expectFailure(result, { exit: 2, code, message });
  expect(existsSync(out)).toBe(false);
}

describe('merging refuses', () => {
  it('a run that lacks a shard, or has one twice', async () => {
    await expectRefusal(tables.slice(1), /^Shard 1\/3 is missing\./);
    await expectRefusal(tables.slice(1, 2), /^Shards 1\/3, 3\/3 are missing\./);
    await expectRefusal(
      [...tables, tables[1]!],
      /^Shard 2\/3 is given twice: .*part-2-of-3-a\.tsv\./,
    );
  });

  it('parts of other cuts', async () => {
    const two = await make(predict(), 'a.tsv', 2);
    await expectRefusal(
      [tables[0]!, two[1]!],
      /^The parts are not of one cut: .*a\.tsv is shard 1\/3, .*a\.tsv is shard 2\/2\./,
    );
  });

  it.each([
    [
      'flank',
      predict('--flank', '32'),
      /flank is "fills the model's context" in .*, and "32 bp" in/,
    ],
    [
      'tracks',
      predict('--tracks', 'track-1'),
      /tracks is "track-0, track-1" in .*, and "track-1" in/,
    ],
    [
      'model',
      predict('--model', other),
      /model-sha256 is "[0-9a-f]{64}" in .*, and "[0-9a-f]{64}" in/,
    ],
    [
      'regions',
      predict('--region', 'a', 'b', 'c'),
      /regions is "4 regions, .*, and "7 regions, .*/,
    ],
  ])('parts of another %s', async (_, args, message) => {
    const [, second] = await make(args, 'a.tsv');
    await expectRefusal([tables[0]!, second!, tables[2]!], message);
  });

  it('parts of another engine, or of another genome', async () => {
    const engine = changed(tables[1]!, (text) => text.replace('"engine":"', '"engine":"0'));
    await expectRefusal([tables[0]!, engine, tables[2]!], /engine is "\w+" in .*, and "0\w+" in/);
    const genome = changed(tables[1]!, (text) => text.replace('4 contigs', '5 contigs'));
    await expectRefusal(
      [tables[0]!, genome, tables[2]!],
      /genome is "4 contigs, .*, and "5 contigs/,
    );
  });

  it('parts of another tolerance, or other variants', async () => {
    const name = 'out.vcf';
    const [, second] = await make(variants('--tolerance', '0.5'), 'a.vcf');
    const tolerance = /tolerance is "0.01" in .*, and "0.5" in/;
    await expectRefusal([records[0]!, second!, records[2]!], tolerance, { name });
    const input = changed(records[1]!, (text) => text.replace('"8 records, ', '"9 records, '));
    await expectRefusal([records[0]!, input, records[2]!], /input is "8 records, /, { name });
  });

  it('regions and records that are in no part, or in two', async () => {
    const twice = changed(tables[1]!, (text) =>
      text.replace(/"sections":\[\[\[\d+,/, '"sections":[[[0,'),
    );
    const both = /^Region 1 of 4 is in two parts: .* and .*\.$/;
    await expectRefusal([tables[0]!, twice, tables[2]!], both);
    const more = tables.map((path) =>
      changed(path, (text) => text.replace('"total":4', '"total":5')),
    );
    await expectRefusal(more, /^Region 5 of 5 is in no part/);
    const gap = changed(records[1]!, (text) => text.replace(/"records":\[\d+,/, '"records":[5,'));
    const missing = /^Records \d to 5 are in no part: they are missing between/;
    await expectRefusal([records[0]!, gap, records[2]!], missing, { name: 'out.vcf' });
  });

  it('a file that is no part, one that was cut short, and one that goes on', async () => {
    const whole = join(temporaryFolder(), 'whole.tsv');
    expectSuccess(await megabase([...predict(), '--out', whole], { home }));
    await expectRefusal([whole], /whole\.tsv is no part of a run: it names no shard\./);
    const short = changed(tables[1]!, (text) => text.replace(/[^\n]*\n$/, ''));
    const code = 'file-damaged' as const;
    const early = /is not as Megabase wrote it: it ends after line \d+, 1 lines too soon\./;
    await expectRefusal([tables[0]!, short, tables[2]!], early, { code });
    const long = changed(tables[1]!, (text) => `${text}a\t0\t16\ttrack-0\t0.5\n`);
    const late = /is not as Megabase wrote it: it goes on after line \d+\./;
    await expectRefusal([tables[0]!, long, tables[2]!], late, { code });
  });

  it.each([
    ['vcf', 'records'],
    ['tsv', 'line'],
    ['bed', 'line'],
  ])('rows of a %s that was cut short, in a line or between two', async (ending, told) => {
    const name = `out.${ending}`;
    const parts = ending === 'vcf' ? records : await make(variants(), `a.${ending}`);
    const refuse = (change: (text: string) => string, message: RegExp) => {
      const short = changed(parts[1]!, change);
      return expectRefusal([parts[0]!, short, parts[2]!], message, { name, code: 'file-damaged' });
    };
    await refuse((text) => text.slice(0, -4), /changed\.tsv is not as .*: it ends within line \d+/);
    const lines = told === 'line' ? /the line that ends it is not there/ : /it has \d of \d rows/;
    await refuse((text) => text.replace(/[^\n]*\n$/, ''), lines);
    const gap = /it has \d+ of \d+ rows/;
    await refuse((text) => text.replace(/\n(?!#)[^\n]*\n((# end.*\n)?)$/, '\n$1'), gap);
  });

  it('another format than that of the parts', async () => {
    await expectRefusal(
      tables,
      /parts of `megabase predict`, which are not merged as vcf; choose from/,
      {
        ...{ code: 'output-format', name: 'out.vcf' },
      },
    );
  });

  it.each(['bw', 'fa', 'safetensors'])('to write a %s.gz, which is none', async (ending) => {
    const message = /^Cannot write .*: parts as \w+ take no \.gz; leave it out\.$/;
    await expectRefusal(tables, message, { code: 'output-format', name: `out.${ending}.gz` });
  });

  it('bigWig files that are no parts, or lack a track', async () => {
    const parts = await make(predict(), 'a.bw');
    const files = parts.flatMap(filesOf);
    expect(files).toHaveLength(6);
    const name = 'out.bw';
    await expectRefusal(files.slice(0, 5), /^Shard 3\/3 is missing\./, { name });
    const [first] = files.filter((path) => path.includes('track-1'));
    await expectRefusal(
      files.filter((path) => path.includes('track-0')),
      /no parts of the track track-1/,
      { name },
    );
    const bytes = readFileSync(first!);
    const broken = join(temporaryFolder(), 'broken.bw');
    writeFileSync(broken, bytes.subarray(0, -4));
    await expectRefusal([broken], /broken\.bw is no part of a run: it names no shard\./, { name });
  });

  it('to replace a file, unless it is told to, and to write over a part', async () => {
    const out = join(temporaryFolder(), 'out.tsv');
    writeFileSync(out, 'mine');
    const args = ['merge', '--out', out, ...tables];
    const code = 'output-exists';
    expectFailure(await megabase(args, { home }), { exit: 2, code, message: /exists already/ });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expectSuccess(await megabase([...args, '--overwrite'], { home }));
    const onto = ['merge', '--out', tables[0]!, ...tables, '--overwrite'];
    const message = /Cannot write .*: it is read; name another file\./;
    expectFailure(await megabase(onto, { home }), { exit: 2, code: 'usage', message });
  });
});

it('more shards than pieces, and a shard that is none, are refused before anything is computed', async () => {
  const out = join(temporaryFolder(), 'a.tsv');
  const ask = (...more: string[]) => megabase([...more, '--out', out], { home });
  expectFailure(await ask(...predict(), '--shard', '2/9'), {
    ...{ exit: 2, code: 'usage' },
    message: /--shard 2\/9: there are 4 regions that are read apart, .* at most 4 shards/,
  });
  expectFailure(await ask(...variants(), '--shard', '2/9'), {
    ...{ exit: 2, code: 'usage' },
    message: /--shard 2\/9: there are 4 tiles with variants, .* at most 4 shards/,
  });
  for (const shard of ['0/3', '4/3', '1', 'a/b']) {
    expectFailure(await ask(...predict(), '--shard', shard), {
      ...{ exit: 2, code: 'usage' },
      message: /Expected a piece and how many there are, such as 2\/6/,
    });
  }
  expect(existsSync(out)).toBe(false);
});

it('candidates from reads are not cut, and it is said what to do instead', async () => {
  const asked = ['--bam', join(folder, 'reads.bam'), '--provider', 'cpu', '--model', model];
  const out = ['--out', join(temporaryFolder(), 'out.vcf')];
  writeFileSync(join(folder, 'reads.bam'), '');
  for (const more of [['--shard', '1/2'], ['--dry-run']]) {
    const command = ['variants', '--fasta', fasta, ...asked, ...out, ...more];
    expectFailure(await megabase(command, { home }), {
      ...{ exit: 2, code: 'usage' },
      message: /Candidates from reads are not .*; `megabase candidates` writes them as a VCF/,
    });
  }
});
