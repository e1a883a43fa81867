import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { megabase } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, plainConv, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
const home = join(shared, 'home');
const conv = { seed: 51, hidden: 3, channels: 2, width: 17 };
const text = basesWithGap(new Random(61), 3_000, [0, 0]);
const fasta = join(shared, 'g.fa');
writeFileSync(fasta, `>chr\n${text}\n`);
const model = join(shared, 'model');
const track = (id: string, strand: string) => ({
  id,
  label: id,
  unit: 'x',
  color: '#000000',
  strand,
});
writeConvFolder(
  model,
  { 'model.onnx': convGraph(conv, { length: 48 }) },
  {
    variantDistance: 12,
    input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
    tiling: { length: 48, centre: 16 },
    outputs: [
      {
        ...{
          kind: 'tracks',
          name: 'out',
          layout: '[1,tracks,bins]',
          bin: 1,
          activation: 'softplus',
        },
        tracks: [track('up', '+'), track('down', '-')],
      },
    ],
  },
);
const annotation = join(shared, 'a.gtf');
writeFileSync(
  annotation,
  ['gene', 'transcript', 'exon']
    .map((type) => `chr\t.\t${type}\t101\t400\t.\t-\t.\tgene_id "G9"; gene_name "GAMMA";\n`)
    .join(''),
);

function vcf(name: string, sites: readonly number[]): string {
  const path = join(shared, name);
  const lines = sites.map((site) => {
    const ref = text[site]!;
    return ['chr', site + 1, '.', ref, ref === 'A' ? 'C' : 'A', '.', '.', '.'].join('\t');
  });
  const head = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n';
  writeFileSync(path, `${head}${lines.join('\n')}\n`);
  return path;
}

const common = ['--fasta', fasta, '--model', model, '--provider', 'cpu'];
const some = vcf('some.vcf', [200, 1_500]);
const scores = ['--annotation', annotation, '--aggregate', 'DIFF_MEAN:5,L2_DIFF,GENE_MASK_LFC'];
const run = (...args: string[]) => megabase(['variants', ...common, ...args], { home });

/** Rows of a TSV file by column. */
function table(path: string): Record<string, string>[] {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .filter((one) => !one.startsWith('#'));
  const columns = head!.split('\t');
  return rows.map((row) =>
    Object.fromEntries(row.split('\t').map((value, i) => [columns[i]!, value])),
  );
}

it('gains and losses, by the distance of the manifest, and aggregates, in the columns of the field', async () => {
  const out = join(shared, 'some.tsv');
  expectSuccess(await run('--vcf', some, '--out', out, ...scores));
  const rows = table(out);
  const of = (scorer: string, site: number) =>
    rows.filter((row) => row['variant_scorer'] === scorer && row['pos'] === String(site + 1));
  expect(of('MAX_GAIN_12', 200)).toMatchObject([
    { gene_id: 'G9', gene_name: 'GAMMA', gene_strand: '-', track_name: 'down', track_strand: '-' },
  ]);
  expect(Math.abs(Number(of('MAX_LOSS_12', 200)[0]!['distance']))).toBeLessThanOrEqual(12);
  expect(Number(of('MAX_GAIN_12', 200)[0]!['raw_score'])).toBeGreaterThan(0);
  // In no gene, so nothing is told of one.
  expect(of('MAX_GAIN_12', 1_500)).toEqual([]);
  expect(of('DIFF_MEAN_5', 1_500).map((row) => row['track_name'])).toEqual(['up', 'down']);
  expect(of('L2_DIFF_WHOLE', 200)).toHaveLength(2);
  expect(of('GENE_MASK_LFC', 200)).toMatchObject([{ gene_name: 'GAMMA', track_name: 'down' }]);
  expect(rows.every((row) => row['quantile_score'] === '.')).toBe(true);
});

it('in VCF they are declared in INFO, and those of an earlier run replaced', async () => {
  const out = join(shared, 'some.scored.vcf');
  expectSuccess(await run('--vcf', some, '--out', out, ...scores));
  const again = join(shared, 'again.vcf');
  expectSuccess(await run('--vcf', out, '--out', again, '--distance', '3'));
  for (const [path, distance] of [
    [out, 12],
    [again, 3],
  ] as const) {
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const declared = lines.flatMap((line) => /^##INFO=<ID=(\w+),Number=A/.exec(line)?.[1] ?? []);
    const used = lines
      .filter((line) => !line.startsWith('#'))
      .flatMap((line) =>
        line
          .split('\t')[7]!
          .split(';')
          .map((one) => one.split('=')[0]!),
      );
    expect(used.filter((key) => !declared.includes(key) && key !== 'MB_REASON')).toEqual([]);
    expect(used).toContain('MB_DELTA');
    expect(declared.filter((key) => key === 'MB_DELTA')).toHaveLength(1);
    expect(lines.join('\n')).toContain(`within ${distance} bp`);
    expect(declared.includes('MB_AGGREGATE')).toBe(path === out);
  }
  const record = readFileSync(out, 'utf8').trim().split('\n').at(-2)!;
  expect(record).toMatch(/MB_DELTA=GAMMA\|down\|[-\d.e]+\|-?\d+\|[-\d.e]+\|-?\d+[;\t]/);
  expect(record).toMatch(/MB_AGGREGATE=DIFF_MEAN_5\|\.\|up\|[-\d.e]+\|\.&/);
});

it('a background is made once, and ranks scores from then on', async () => {
  const sites = Array.from({ length: 120 }, (_, i) => 520 + 20 * i);
  const file = vcf('common.vcf', sites);
  const made = await run('background', '--vcf', file, '--aggregate', 'DIFF_MEAN:5,L2_DIFF');
  expect(expectSuccess(made).stdout).toMatch(/^120 scored, 0 skipped: a background of \d+ scores/);
  expect(readdirSync(join(home, 'backgrounds'))).toHaveLength(1);
  const both = [join(shared, 'ranked.tsv'), join(shared, 'common.tsv')];
  const aggregates = ['--aggregate', 'DIFF_MEAN:5,L2_DIFF'];
  expectSuccess(await run('--vcf', some, '--out', both[0]!, ...aggregates));
  expectSuccess(await run('--vcf', file, '--out', both[1]!, ...aggregates));
  const [rows, background] = both.map(table) as [
    ReturnType<typeof table>,
    ReturnType<typeof table>,
  ];
  // What happens at targets has no one track and place to be ranked by.
  const ranked = rows.filter((row) => row['variant_scorer'] !== 'TARGET_DIFF');
  const scorers = new Set(ranked.map((row) => row['variant_scorer']!));
  expect([...scorers].sort()).toEqual([
    'DIFF_MEAN_5',
    'L2_DIFF_WHOLE',
    'MAX_GAIN_12',
    'MAX_LOSS_12',
    'SITE_DIFF',
  ]);
  for (const row of ranked) {
    const alike = background
      .filter((one) => ['variant_scorer', 'track_name'].every((key) => one[key] === row[key]))
      .map((one) => Number(one['raw_score']));
    expect(alike).toHaveLength(120);
    const value = Number(row['raw_score']);
    const below = alike.filter((one) => one < value).length;
    const equal = alike.filter((one) => one === value).length;
    const share = (below + equal / 2) / 120;
    const isSigned = /DIFF_MEAN|SITE/.test(row['variant_scorer']!);
    expect(Number(row['quantile_score'])).toBeCloseTo(isSigned ? 2 * share - 1 : share, 5);
  }
  const misused = await run('background', '--vcf', file, '--out', join(shared, 'no.tsv'));
  expectFailure(misused, { exit: 2, code: 'usage', message: /takes no --out/ });
  expect(existsSync(join(shared, 'no.tsv'))).toBe(false);
});

it('a dry run of a background foretells what it takes, and keeps nothing', async () => {
  const empty = join(shared, 'other-home');
  const args = ['variants', 'background', ...common, '--dry-run', '--vcf', some];
  const foretold = expectSuccess(await megabase(args, { home: empty })).stdout;
  expect(foretold).toMatch(/of processor time, [\s\S]*can be cut into/);
  expect(existsSync(join(empty, 'backgrounds'))).toBe(false);
});

it('haplotypes of samples are not foreseen as if they were variants', async () => {
  const refused = await run('--vcf', some, '--samples', 'all', '--dry-run');
  expectFailure(refused, { exit: 2, code: 'usage', message: /Haplotypes are not foreseen/ });
});

it('with windows only, nothing but a window is read for each substitution', async () => {
  const tutorial = join(root, 'resources/tutorial');
  const out = join(shared, 'windows.tsv');
  const genome = readdirSync(tutorial).find((name) => /\.(fa|fasta)(\.gz)?$/.test(name))!;
  const args = [
    'variants',
    '--fasta',
    join(tutorial, genome),
    '--model',
    'caduceus-tutorial',
  ].concat([
    ...['--vcf', join(tutorial, 'sample.vcf.gz'), '--region', 'chrT2', '--provider', 'cpu'],
  ]);
  const windows = ['--window', '256', '--window-only', '--masked'];
  const only = await megabase([...args, ...windows, '--out', out, '--no-cache'], { home });
  expectSuccess(only);
  const rows = table(out).filter((row) => row['raw_score'] !== '.');
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map((row) => row['variant_scorer']))).toEqual(
    new Set(['LOG_RATIO', 'LOG_RATIO_MASKED']),
  );
  for (const { scored_interval: interval, pos } of rows) {
    const [, start, end] = /:(\d+)-(\d+):/.exec(interval!)!.map(Number);
    expect(end! - start!).toBe(256);
    expect(Number(pos) - 1 - start!).toBe(127);
  }
  const refused = await megabase([...args, '--window-only', '--out', out, '--overwrite'], { home });
  expectFailure(refused, { exit: 2, code: 'usage', message: /give their length \(--window\)/ });
  const basesOf = async (given: readonly string[]) => {
    const foretold = await megabase([...args, ...given, '--dry-run', '--json'], { home });
    const { pieces } = JSON.parse(expectSuccess(foretold).stdout) as {
      pieces: { bases: number }[];
    };
    return pieces[0]!.bases;
  };
  // Each window is read once more, its base masked.
  expect(await basesOf(windows)).toBe(2 * (await basesOf(['--window', '256', '--window-only'])));
  for (const inVain of [
    ['--distance', '50'],
    ['--annotation', annotation],
    ['--target-track', 'enhancer'],
  ]) {
    const windowed = await megabase([...args, ...windows, ...inVain, '--out', out], { home });
    expectFailure(windowed, { exit: 2, code: 'usage', message: /^Windows give .* only: no gains/ });
  }
});

it('predictions, evaluations and scores of variants read with the same margin, and refuse less', async () => {
  const plain = plainConv(conv);
  const valueAt = (letters: string, i: number) => Math.log1p(Math.exp(plain(letters, i)[0]!));
  const regions = [
    [0, 30],
    [700, 760],
    [2_960, 3_000],
  ] as const;
  const bed = join(shared, 'labels.bed');
  writeFileSync(bed, regions.map(([a, b], i) => `chr\t${a}\t${b}\t${i % 2}\n`).join(''));
  const labelled = join(shared, 'labels.vcf');
  const sites = [0, 705, 2_999];
  const records = readFileSync(vcf('sites.vcf', sites), 'utf8').trim().split('\n');
  const withLabels = records.map((line, i) => line.replace(/\.$/, `LABEL=${i % 2}`));
  writeFileSync(labelled, `${withLabels.join('\n')}\n`);
  const evaluate = async (task: string, data: string, ...more: string[]) => {
    const json = join(shared, `${task}.json`);
    const files = ['--task', task, '--data', data, '--json', json, '--track', 'up'];
    const answer = await megabase(['evaluate', ...common, ...files, ...more], { home });
    if (answer.code !== 0) return { answer, scores: [] };
    const { scores } = JSON.parse(readFileSync(json, 'utf8')) as { scores: { score: number }[] };
    return { answer, scores: scores.map(({ score }) => score) };
  };
  const ofRegions = (await evaluate('promoters', bed)).scores;
  for (const [i, [start, end]] of regions.entries()) {
    const values = Array.from({ length: end - start }, (_, k) => valueAt(text, start + k));
    expect(ofRegions[i]).toBeCloseTo(Math.max(...values), 4);
  }
  const ofVariants = (await evaluate('vep-clinvar', labelled, '--score', 'effect')).scores;
  for (const [i, site] of sites.entries()) {
    const changed = text.slice(0, site) + (text[site] === 'A' ? 'C' : 'A') + text.slice(site + 1);
    const expected = Math.abs(valueAt(changed, site) - valueAt(text, site));
    expect(ofVariants[i]).toBeCloseTo(expected, 4);
  }
  const short = ['--flank', '15'];
  const out = ['--out', join(shared, 'refused.tsv')];
  const predict = ['--region', 'chr:701-760', ...out];
  for (const answer of [
    (await evaluate('promoters', bed, ...short, '--overwrite')).answer,
    (await evaluate('vep-clinvar', labelled, ...short, '--overwrite')).answer,
    await megabase(['predict', ...common, ...predict, ...short], { home }),
    await megabase(['effects', ...common, ...predict, '--tile', '20', ...short], { home }),
    await run('--vcf', some, ...out, ...short),
  ]) {
    expectFailure(answer, { exit: 2, code: 'usage', message: /need 16 bp on either side/ });
  }
});
