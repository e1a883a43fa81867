import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VariantsRequest } from '../../src-main/contract/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const letters = randomLetters(seeded(6), 3000, 'ACGT');
const head = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';

/** Substitutions at 1-based positions, and a deletion at the last of them. */
function vcf(positions: readonly number[]): string {
  const records = positions.map((pos, i) => {
    const ref = letters[pos - 1]!;
    const isLast = i === positions.length - 1;
    const [from, to] = isLast
      ? [letters.slice(pos - 1, pos + 2), ref]
      : [ref, ref === 'A' ? 'C' : 'A'];
    return ['chr1', pos, '.', from, to, '.', '.', '.'].join('\t');
  });
  return `${head}${records.join('\n')}\n`;
}

async function open(): Promise<{ bench: Bench; of: (name: string) => VariantsRequest }> {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const files = {
    'own.fa': `>chr1\n${wrap(letters, 60)}`,
    'common.vcf': vcf(Array.from({ length: 40 }, (_, i) => 800 + 20 * i)),
    'own.vcf': vcf([1011, 1500, 1603]),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { id: project } = await bench.newProject({ path: join(folder, 'own.fa') });
  const paths = ['common.vcf', 'own.vcf'].map((name) => join(folder, name));
  const { tracks } = (await bench.addFiles({ project, paths })).project;
  const of = (file: string): VariantsRequest => {
    const source = tracks.find(({ name }) => name === file)!.id;
    return {
      ...{ project, source, model: 'random-hawk', provider: 'cpu' as const },
      ...{ masked: false, haplotypes: false },
    };
  };
  return { bench, of };
}

async function scored(bench: Bench, request: VariantsRequest) {
  const job = await bench.ended(await bench.scoreVariants(request));
  expect(job.state).toBe('done');
  const { project } = request;
  const { variantSets } = (await bench.addFiles({ project, paths: [] })).project;
  const set = variantSets.find(({ id }) => id === job.variants)!;
  const listed = { sort: 'rank', descending: true, filter: {}, offset: 0, count: 99 } as const;
  const { rows } = await bench.variantRows({ project, set: set.id, ...listed });
  return { set, rows: rows.map(({ variant }) => variant) };
}

it('a background makes no table, and ranks what is scored alike from then on', async () => {
  const { bench, of } = await open();
  const before = await scored(bench, of('own.vcf'));
  expect(before.set.ranked).toBeUndefined();
  const job = await bench.ended(await bench.keepBackground(of('common.vcf')));
  expect(job).toMatchObject({
    ...{ kind: 'variants', state: 'done', title: 'Background of common.vcf for Random hawk' },
    result: '40 kept, 0 skipped. Later scores by Random hawk are ranked among them.',
  });
  expect(job.variants).toBeUndefined();

  const all = await scored(bench, of('common.vcf'));
  const { set, rows } = await scored(bench, of('own.vcf'));
  expect(set.ranked).toEqual(['common.vcf']);
  const ratios = all.rows.map(({ scores }) => scores!.llr!);
  const ranks = rows.map(({ scores }) => scores!.llrQuantile!);
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  for (const { scores } of rows) {
    const below = ratios.filter((one) => one < scores!.llr!).length;
    const alike = ratios.filter((one) => one === scores!.llr!).length;
    expect(scores!.llrQuantile).toBeCloseTo((2 * below + alike) / 40 - 1, 5);
    expect(scores!.local.every(({ quantile }) => Math.abs(quantile!) <= 1)).toBe(true);
  }
  const path = join(bench.locations.projects, 'own.tsv');
  await bench.exportVariants({
    project: of('own.vcf').project,
    set: set.id,
    format: 'tsv',
    path,
  });
  expect(readFileSync(path, 'utf8')).toContain('quantiles among: common.vcf');

  const haplotypes = bench.keepBackground({ ...of('common.vcf'), haplotypes: true });
  await expect(haplotypes).rejects.toMatchObject({ code: 'usage' });
});

it('with windows only a set has ratios of windows and no track to draw', async () => {
  const { bench, of } = await open();
  const windows = { window: 64, windowOnly: true };
  const { set, rows } = await scored(bench, { ...of('own.vcf'), ...windows });
  expect(set).toMatchObject({ ...windows, scored: 2, unscored: 1 });
  expect(set.track).toBeUndefined();
  for (const { scores, reason, stated } of rows) {
    if (reason) expect(reason.code).toBe('no-window');
    else {
      const start = stated!.pos - 31;
      expect(scores!.interval).toEqual({ contig: 'chr1', start, end: start + 64 });
      expect(scores!.local).toEqual([]);
    }
  }
  // The ratios are those of windows without more; beside them the effects are there, too.
  const both = await scored(bench, { ...of('own.vcf'), window: 64 });
  expect(both.set.id).not.toBe(set.id);
  const ratioOf = (found: typeof rows) => new Map(found.map(({ id, scores }) => [id, scores?.llr]));
  const wanted = [...ratioOf(rows)].filter(([, llr]) => llr !== undefined);
  expect(wanted).toHaveLength(2);
  for (const [id, llr] of wanted) expect(ratioOf(both.rows).get(id)).toBe(llr);
  expect(both.rows[0]!.scores!.local.length).toBeGreaterThan(0);

  for (const wrong of [{ windowOnly: true }, { ...windows, haplotypes: true }, { window: 63 }]) {
    const refused = bench.scoreVariants({ ...of('own.vcf'), ...wrong });
    await expect(refused, JSON.stringify(wrong)).rejects.toMatchObject({ code: 'usage' });
  }
});
