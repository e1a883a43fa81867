import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MegabaseError } from '../../src-main/contract/index.ts';
import {
  openReadTable,
  type TableRow,
  type TypedFormat,
} from '../../src-main/formats/table/index.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure } from '../support/cli-answers.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { shards, wholeAndMerged } from '../support/shards.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const homes = [join(folder, 'whole'), join(folder, 'parts')] as const;
const [model, fasta, vcf] = ['model', 'genome.fa', 'calls.vcf'].map((name) =>
  join(folder, name),
) as [string, string, string];
const random = new Random(29);
const lengths = { b: 1_400, a: 600, c: 900 };
const contigs = Object.fromEntries(
  Object.entries(lengths).map(([name, length]) => [
    name,
    Array.from({ length }, () => 'ACGT'[random.below(4)]).join(''),
  ]),
);
const variants = ['variants', '--fasta', fasta, '--vcf', vcf, '--model', model];
const own = ['--provider', 'cpu', '--flank', '0'];

beforeAll(() => {
  writeFasta(fasta, contigs);
  const rows = Object.entries(contigs).flatMap(([contig, letters]) =>
    Array.from({ length: 7 }, (_, i) => {
      const at = i * 60 + random.below(40);
      const ref = letters[at]!;
      return { contig, pos: at + 1, ref, alt: ref === 'A' ? 'C' : 'A', genotypes: ['0|1'] };
    }),
  );
  writeFileSync(vcf, vcfText(contigs, rows, ['S']));
  const tracks = { count: 2, bin: 16 };
  writeRandomModel(model, { seed: 3, config: { model_type: 'hawk', depth: 1 }, tracks });
});

/** All of a table but when, and of how many parts, it was made. */
async function tableAt(path: string) {
  const format: TypedFormat = path.endsWith('.parquet') ? 'parquet' : 'arrow';
  const table = await openReadTable(path, format);
  try {
    const rows: TableRow[] = [];
    for await (const row of table.rows(0, table.count)) rows.push(row);
    const notes = table.notes.filter(({ key }) => key !== 'made' && key !== 'merged');
    return { rows, notes, columns: table.columns, all: table.notes };
  } finally {
    await table.close();
  }
}

describe('tables with types are the whole run', () => {
  it.each([
    ['parquet', 3],
    ['arrow', 2],
  ])('of variants, as %s, in %i shards', async (ending, count) => {
    const run = { homes, name: `a.${ending}`, count, random };
    const { whole, merged } = await wholeAndMerged([...variants, ...own], run);
    const [one, other] = [await tableAt(whole), await tableAt(merged)];
    expect(one.rows.length).toBeGreaterThan(20);
    expect(other.rows).toEqual(one.rows);
    expect(other.columns).toEqual(one.columns);
    expect(other.notes).toEqual(one.notes);
    expect(other.all).toContainEqual({ key: 'merged', text: `from ${count} shards` });
  });

  it.each([
    ['parquet', 2],
    ['arrow', 3],
  ])('of predictions, as %s, whose contigs lie in several shards: %i', async (ending, count) => {
    const args = ['predict', '--fasta', fasta, '--model', model, ...own, '--region', 'b', 'a', 'c'];
    const run = { homes, name: `p.${ending}`, count, random };
    const { whole, merged } = await wholeAndMerged(args, run);
    const [one, other] = [await tableAt(whole), await tableAt(merged)];
    expect(new Set(one.rows.map(([contig]) => contig)).size).toBe(3);
    expect(other.rows).toEqual(one.rows);
    expect(other.columns).toEqual(one.columns);
  });
});

describe('tables are refused', () => {
  it('where one is missing, cut short, of no run or a folder', async () => {
    const parts = await shards([...variants, ...own], {
      home: homes[1],
      name: 'r.parquet',
      count: 2,
    });
    const merge = (...files: readonly string[]) => {
      const out = join(temporaryFolder(), 'all.parquet');
      return { out, done: megabase(['merge', '--out', out, ...files], { home: homes[1] }) };
    };
    const refused = async (
      files: readonly string[],
      expected: { code: MegabaseError['code']; message: RegExp },
    ) => {
      const { out, done } = merge(...files);
      expectFailure(await done, { exit: 2, ...expected });
      expect(existsSync(out)).toBe(false);
    };
    await refused([parts[0]!], { code: 'parts-differ', message: /2\/2/ });
    const text = join(folder, 'text.parquet');
    writeFileSync(text, 'chrom\tstart\n');
    await refused([parts[0]!, text], {
      code: 'file-damaged',
      message: /cannot be read as parquet/,
    });
    const cut = join(folder, 'cut.parquet');
    writeFileSync(cut, readFileSync(parts[1]!).subarray(0, -100));
    await refused([parts[0]!, cut], { code: 'file-damaged', message: /cannot be read as parquet/ });
    mkdirSync(join(folder, 'many'));
    await refused([parts[0]!, join(folder, 'many')], { code: 'file-unreadable', message: /many/ });
  });
});
