import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines, readText } from '../support/cli-files.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { vcfText } from '../support/hts.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { unlikeBases } from '../support/scoring.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const fasta = join(home, 'g.fa');
const model = join(home, 'model');
const vcf = join(home, 'v.vcf');
const random = new Random(3);
const letters = {
  c1: unlikeBases(random, 900),
  short: unlikeBases(random, 250),
  c2: unlikeBases(random, 640),
};

beforeAll(() => {
  writeFasta(fasta, letters);
  writeRandomModel(model, {
    seed: 2,
    config: { model_type: 'hawk' },
    tracks: { count: 2, bin: 16 },
  });
  const rows = Object.entries(letters).flatMap(([contig, bases]) =>
    [30, 100, 220].map((pos) => {
      const ref = bases.charAt(pos);
      return { contig, pos: pos + 1, ref, alt: ref === 'A' ? 'C' : 'A' };
    }),
  );
  writeFileSync(vcf, vcfText(letters, rows));
});

const run = (command: string, out: string, ...more: readonly string[]) =>
  megabase(
    [
      ...[command, '--fasta', fasta, '--model', model, '--provider', 'cpu'],
      ...['--out', join(home, out), '--overwrite', ...more],
    ],
    { home },
  );
const lines = (out: string) => dataLines(join(home, out));

/** The data of one run for each contig, one header for all. */
async function byContig(command: string, names: readonly string[], ...more: readonly string[]) {
  const parts: string[] = [];
  for (const name of names) {
    expectSuccess(await run(command, 'part.tsv', '--region', name, ...more));
    const found = lines('part.tsv');
    parts.push(...(parts.length === 0 ? found : found.slice(1)));
  }
  return parts;
}

describe('--region all', () => {
  it('predicts every contig, each by itself', async () => {
    expectSuccess(await run('predict', 'all.tsv', '--region', 'all'));
    expect(lines('all.tsv')).toEqual(await byContig('predict', Object.keys(letters)));
  });

  it('finds the effects in every contig, and says which have nothing to knock out', async () => {
    expectSuccess(await run('effects', 'all.tsv', '--region', 'all', '--tile', '100'));
    const each = await byContig('effects', Object.keys(letters), '--tile', '100');
    expect(lines('all.tsv')).toEqual(each);
    const bed = join(home, 'some.bed');
    writeFileSync(bed, 'c1\t100\t140\tE1\nc2\t200\t240\tE2\n');
    const elements = ['--elements', bed];
    const result = expectSuccess(
      await run('effects', 'all.bedpe', '--region', 'all', ...elements, '--threshold', '0'),
    );
    expect(result.stderr).toContain('1 of 3 regions have nothing to knock out and are left out.');
    expect(readText(join(home, 'all.bedpe'))).toContain('each by itself');
    const json = expectSuccess(
      await run('effects', 'all.json', '--region', 'all', ...elements, '--json'),
    );
    expect(JSON.parse(json.stdout)).toMatchObject({ maps: [{ elements: 1 }, { elements: 1 }] });
    const { maps } = JSON.parse(readText(join(home, 'all.json'))) as { maps: unknown[] };
    expect(maps).toHaveLength(2);
    const none = await run('effects', 'all.tsv', '--region', 'short', ...elements);
    expectFailure(none, {
      exit: 2,
      code: 'no-elements',
      message: /short:1-250: nothing to knock out/,
    });
  });

  it('takes the context effect of the contigs that a state is reset in', async () => {
    const window = ['--window', '300'];
    const result = expectSuccess(await run('context', 'all.tsv', '--region', 'all', ...window));
    expect(result.stderr).toContain(
      'Left out: 1 contig of at most 300 bp, in which no state would be reset.',
    );
    expect(lines('all.tsv')).toEqual(await byContig('context', ['c1', 'c2'], ...window));
  });

  it('scores variants in tiles, as without a region', async () => {
    expectSuccess(await run('variants', 'none.tsv', '--vcf', vcf));
    expectSuccess(await run('variants', 'all.tsv', '--vcf', vcf, '--region', 'all'));
    expect(lines('all.tsv')).toEqual(lines('none.tsv'));
    expect(readText(join(home, 'all.tsv'))).toBe(readText(join(home, 'none.tsv')));
  });

  it('is the contig of that name where there is one', async () => {
    const own = join(home, 'own.fa');
    writeFasta(own, { all: letters.c1, c2: letters.c2 });
    expectSuccess(await run('predict', 'all.tsv', '--fasta', own, '--region', 'all'));
    const [, ...rows] = lines('all.tsv');
    expect(new Set(rows.map((row) => row.split('\t')[0]))).toEqual(new Set(['all']));
  });

  it('is refused where one region is read as one', async () => {
    const result = await run('dependencies', 'map.tsv', '--region', 'all');
    expectFailure(result, { exit: 2, code: 'usage', message: /--region all: expected one region/ });
  });
});

describe('--regions', () => {
  it('leaves scores as they are, and only those variants that overlap', async () => {
    const bed = join(home, 'only.bed');
    writeFileSync(bed, 'c1\t90\t101\nc2\t0\t31\nc2\t30\t40\n');
    expectSuccess(await run('variants', 'none.tsv', '--vcf', vcf));
    expectSuccess(await run('variants', 'only.tsv', '--vcf', vcf, '--regions', bed, 'short:221'));
    const wanted = [`c1:101:`, `short:221:`, `c2:31:`];
    const [head, ...rows] = lines('none.tsv');
    expect(lines('only.tsv')).toEqual([
      head,
      ...rows.filter((row) => wanted.some((start) => row.startsWith(start))),
    ]);
    expect(readText(join(home, 'only.tsv'))).toContain(
      'only variants in: only.bed, short:221 (4 regions)',
    );
  });
});
