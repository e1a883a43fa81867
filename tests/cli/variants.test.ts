import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { megabase, startMegabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines, readText } from '../support/cli-files.ts';
import { tutorialLetters, writeFasta } from '../support/cli-genome.ts';
import { hasHts, hts, vcfText } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const tutorial = join(root, 'resources/tutorial');
const sample = join(tutorial, 'sample.vcf.gz');
const reads = join(tutorial, 'sample.bam');
const genes = join(tutorial, 'tutorial.gff3');
const run = (...args: string[]) =>
  megabase(['variants', '--fasta', tutorialGenome, '--provider', 'cpu', ...args], { home });
const place = ['--model', 'hawk-tutorial', '--region', 'chrT2:22,001-26,000', '--flank', '1k'];

/** The values of a key of INFO, by place. */
function values(path: string, key: string): Record<string, string | undefined> {
  const pattern = new RegExp(`[\t;]${key}=([^;\t]*)`);
  return Object.fromEntries(
    dataLines(path).map((line) => [line.split('\t', 2)[1]!, pattern.exec(line)?.[1]]),
  );
}

describe('variants', () => {
  it('scores a VCF file into one that bcftools and tabix read', async () => {
    const out = join(temporaryFolder(), 'scored.vcf.gz');
    const asked = ['--vcf', sample, '--targets', genes, '--masked', '--out', out];
    const { stdout, stderr } = expectSuccess(await run(...place, ...asked));
    expect(stdout).toMatch(
      /^2 scored, 0 skipped\n {2}variant +LLR +masked LLR +largest effect +gene/,
    );
    expect(stdout).toMatch(/chrT2:22308:A>C +\S+ +-?\d\S+ +-(0\.999|1\.000)/);
    expect(stdout).toContain(`wrote ${out}: 2 records`);
    expect(stderr).toMatch(/^Context: chrT2:20,993-27,008 \(flanks /m);
    expect(stderr).toMatch(/^on cpu, /m);
    expect(values(out, 'MB_DISTAL')['22308']).toMatch(/^T2G007\|-1000\|-0\.99/);
    expect(values(out, 'MB_LLR_MASKED')['25725']).toMatch(/^-\d/);
    expect(readText(out)).toContain('##megabaseVariants=model: Hawk tutorial 1.0.0');
    if (!hasHts) return;
    hts('tabix', '-p', 'vcf', out);
    const asWritten = hts('bcftools', 'view', '-H', '-r', 'chrT2:25725', out).split('\t');
    expect(asWritten.slice(0, 7)).toEqual(['chrT2', '25725', 'v77', 'T', 'G', '60', 'PASS']);
    const strong = hts('bcftools', 'query', '-i', 'abs(MB_EFFECT)>0.5', '-f', '%POS\n', out);
    expect(strong).toBe('22308\n');
  });

  it('holds scores against random changes near each variant', async () => {
    const folder = temporaryFolder();
    const [vcf, tsv] = ['a.vcf', 'a.tsv'].map((name) => join(folder, name)) as [string, string];
    const asked = ['--vcf', sample, '--targets', genes, '--background', '8', '--out'];
    expectSuccess(await run(...place, ...asked, vcf));
    const second = expectSuccess(await run(...place, ...asked, tsv));
    expect(second.stderr).not.toContain('on cpu');
    // What breaks the enhancer does more than any change around it; its neighbour does not.
    expect(values(vcf, 'MB_EFFECT_BACKGROUND')['22308']).toBe('100');
    expect(values(vcf, 'MB_LLR_BACKGROUND')['25725']).toMatch(/^\d/);
    expect(readText(vcf)).toContain('##INFO=<ID=MB_LLR_BACKGROUND,Number=A,Type=Float');
    const [header, ...rows] = dataLines(tsv).map((line) => line.split('\t'));
    expect(header!.slice(-3)).toEqual([
      ...['background_mean', 'background_sd', 'background_percentile'],
    ]);
    const target = rows.find((row) => row[0] === 'chrT2:22308:A>C' && row[2] === 'T2G007');
    expect(target!.at(-1)).toBe('100');
    expect(Math.abs(Number(target!.at(-3)))).toBeLessThan(0.05);
    // The scores themselves are those without a background.
    const alone = join(folder, 'alone.vcf');
    expectSuccess(await run(...place, '--vcf', sample, '--targets', genes, '--out', alone));
    for (const key of ['MB_LLR', 'MB_EFFECT', 'MB_SITE', 'MB_DISTAL']) {
      expect(values(vcf, key)).toEqual(values(alone, key));
    }
    const windowed = await run(...place, ...asked, join(folder, 'b.vcf'), '--window', '512');
    expectFailure(windowed, {
      exit: 2,
      code: 'usage',
      message: /leave out --background or --window/,
    });
  });

  it('scores candidates from reads as it scores the same variants of a file', async () => {
    const folder = temporaryFolder();
    const [called, counted] = ['a.vcf', 'b.vcf'].map((name) => join(folder, name));
    expectSuccess(await run(...place, '--vcf', sample, '--out', called!));
    const asked = ['--bam', reads, '--min-depth', '6', '--out', counted!];
    expectSuccess(await run(...place, ...asked));
    expect(values(counted!, 'MB_LLR')).toEqual(values(called!, 'MB_LLR'));
    expect(values(counted!, 'MB_DISTAL')).toEqual(values(called!, 'MB_DISTAL'));
    for (const line of dataLines(counted!)) expect(line.split('\t')[7]).toMatch(/^CANDIDATE;SB=/);
    expect(readText(counted!)).toContain('variants: sample.bam (candidates, not calls)');
    expect(readText(counted!)).toContain('minDepth=6,');
  });

  it('writes a tidy table, and says as JSON what it found', async () => {
    const out = join(temporaryFolder(), 'scored.tsv');
    const asked = ['--vcf', sample, '--targets', genes, '--json', '--out', out];
    const { stdout } = expectSuccess(await run(...place, ...asked));
    expect(JSON.parse(stdout)).toMatchObject({
      scored: 2,
      unscored: 0,
      reasons: {},
      top: [{ id: 'chrT2:22308:A>C', genotype: '0/1' }, { id: 'chrT2:25725:T>G' }],
      file: { path: out, records: 2 },
    });
    const [header, ...rows] = dataLines(out).map((line) => line.split('\t'));
    expect(header!.slice(0, 11).join(' ')).toBe(
      'variant_id scored_interval gene_id gene_name gene_strand output_type variant_scorer ' +
        'track_name track_strand raw_score quantile_score',
    );
    const cell = (row: string[], name: string) => row[header!.indexOf(name)];
    const distal = rows.find((row) => cell(row, 'gene_name') === 'T2G007')!;
    expect(
      ['variant_id', 'scored_interval', 'variant_scorer', 'track_name', 'pos', 'distance'].map(
        (name) => cell(distal, name),
      ),
    ).toEqual([
      ...['chrT2:22308:A>C', 'chrT2:20992-27008:.', 'TARGET_DIFF', 'expression', '22308', '-1000'],
    ]);
    expect(Number(cell(distal, 'raw_score'))).toBeLessThan(-0.9);
    expect(Number(cell(distal, 'value'))).toBeGreaterThan(0.9);
    const ratios = rows.filter((row) => cell(row, 'variant_scorer') === 'LOG_RATIO');
    expect(ratios.map((row) => cell(row, 'zeroShotScore'))).toEqual(
      ratios.map((row) => cell(row, 'raw_score')),
    );
  });

  it('prints long alleles short, writes them whole, and names the record of every row', async () => {
    const folder = temporaryFolder();
    const letters = tutorialLetters('chrT2');
    const base = letters.charAt(22_399);
    const long = base + 'ACGTACGTAC'.repeat(123) + 'ACG';
    const rows = [
      { contig: 'chrT2', pos: 22_400, id: 'long1', ref: base, alt: long },
      // The same A>C as at 22308, with the bases before it.
      {
        contig: 'chrT2',
        pos: 22_306,
        ref: letters.slice(22_305, 22_308),
        alt: letters.slice(22_305, 22_307) + 'C',
      },
      { contig: 'chrT2', pos: 22_310, id: 'none', ref: letters.charAt(22_309), alt: '<DEL>' },
    ];
    const vcf = join(folder, 'v.vcf');
    writeFileSync(vcf, vcfText({ chrT2: letters }, rows));
    const [tsv, json] = [join(folder, 'o.tsv'), join(folder, 'o.json')];
    const { stdout } = expectSuccess(await run(...place, '--vcf', vcf, '--out', tsv));
    const table = stdout.split('\n').filter((line) => line.startsWith('  chrT2:'));
    expect(table).toHaveLength(2);
    for (const line of table) expect(line.length).toBeLessThan(120);
    expect(stdout).toMatch(/ chrT2:22400:[ACGT]>[ACGT]{12}…\(1,234 bp\) /);
    const [header, ...lines] = dataLines(tsv).map((line) => line.split('\t'));
    const columns = ['record_id', 'chrom', 'pos', 'ref', 'alt'];
    const normalised = ['normalised_chrom', 'normalised_pos', 'normalised_ref', 'normalised_alt'];
    expect(header!.slice(-5)).toEqual(['record_id', ...normalised]);
    const found = lines.map((line) =>
      [...columns, ...normalised].map((name) => line[header!.indexOf(name)]).join(' '),
    );
    const [first, second, third] = rows.map(
      ({ id = '.', pos, ref, alt }) => `${id} chrT2 ${pos} ${ref} ${alt}`,
    );
    expect([...new Set(found)]).toEqual([
      expect.stringMatching(new RegExp(`^${first} chrT2 \\d+ [ACGT]+ [ACGT]+$`)),
      `${second} chrT2 22308 A C`,
      `${third} . . . .`,
    ]);
    expectSuccess(await run(...place, '--vcf', vcf, '--out', json));
    const { variants } = JSON.parse(readText(json)) as { variants: unknown[] };
    expect(variants[1]).toMatchObject({
      stated: { contig: 'chrT2', pos: 22_305, recordId: '.' },
      normalised: { contig: 'chrT2', pos: 22_307, ref: 'A', alt: 'C' },
    });
  });

  it('applies a haplotype as a whole', async () => {
    const out = join(temporaryFolder(), 'scored.bed');
    const asked = ['--vcf', sample, '--haplotypes', '--targets', genes, '--out', out];
    const { stderr, stdout } = expectSuccess(await run(...place, ...asked));
    expect(stderr).toContain('Heterozygous genotypes without phase: 1. They are placed as');
    expect(stdout).toMatch(/^2 scored, 0 skipped\n/);
    const rows = dataLines(out).map((line) => line.split('\t'));
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['chrT2', '22000', '26000', 'SAMPLE haplotype 1'],
      ['chrT2', '22000', '26000', 'SAMPLE haplotype 2'],
    ]);
    expect(Number(rows[1]![4])).toBeGreaterThan(900);
  });

  it('works with a model that has no tracks, and with a gap in the genome', async () => {
    const folder = temporaryFolder();
    const known = tutorialLetters('chrT2').slice(0, 400);
    const letters = `${known}${'N'.repeat(200)}${known}`;
    writeFasta(join(folder, 'gap.fa'), { c: letters });
    const model = join(folder, 'model');
    writeRandomModel(model, { seed: 1, config: { model_type: 'caduceus' } });
    const rows = [
      {
        contig: 'c',
        pos: 11,
        ref: letters.charAt(10),
        alt: letters.charAt(10) === 'A' ? 'C' : 'A',
      },
      { contig: 'c', pos: 500, ref: 'N', alt: 'NACGT' },
    ];
    const vcf = join(folder, 'v.vcf');
    writeFileSync(vcf, vcfText({ c: letters }, rows));
    const out = join(folder, 'o.vcf');
    const asked = ['--fasta', join(folder, 'gap.fa'), '--vcf', vcf, '--model', model];
    const { stdout } = expectSuccess(await run(...asked, '--out', out));
    expect(stdout).toMatch(/^1 scored, 1 skipped\n {2}only-n, once: only N on both sides/);
    expect(Object.values(values(out, 'MB_LLR'))[0]).toMatch(/^-?\d/);
    expect(Object.values(values(out, 'MB_REASON'))).toEqual([undefined, 'only-n']);
    expect(readText(out)).not.toMatch(/\tMB_.*MB_LOCAL=/);
    for (const more of [
      ['--targets', genes],
      ['--haplotypes', '--format', 'tsv'],
    ]) {
      const result = await run(...asked, '--overwrite', '--out', out, ...more);
      expect(result.code).toBe(2);
      expect(result.stderr).toMatch(/has no tracks, so the effect of an? (element|haplotype)/);
    }
  });

  it.each([
    [['--bam', reads], 'usage', /Give one of --vcf and --bam/],
    [['--min-depth', '3'], 'usage', /--min-depth is a threshold for reads; it needs --bam/],
    [['--sample', 'ANNA'], 'usage', /has no sample "ANNA"; it has 1 sample: SAMPLE/],
    [['--haplotypes'], 'usage', /A haplotype cannot be written as a VCF record/],
    [
      ['--format', 'bigwig'],
      'output-format',
      /no format bigwig for variants; choose from tsv, parquet, arrow, vcf/,
    ],
    [['--target-track', 'h3k27ac'], 'track-unknown', /has no track "h3k27ac" in its head/],
    [['--tolerance', '0'], 'usage', /--tolerance.*0.*Expected more than 0/],
    [['--top', '0'], 'usage', /Expected at least 1/],
    [['--window', '511'], 'usage', /Expected an even number of bp/],
    [['--region', 'chrX'], 'contig-unknown', /no contig "chrX"/],
    [['--targets', '/no/such.gff3'], 'file-missing', /no file \/no\/such\.gff3/],
    [['--vcf', '/no/such.vcf'], 'file-missing', /no file \/no\/such\.vcf/],
    [['--vcf', tutorialGenome], 'vcf-format', /no line that begins with #CHROM/],
  ] as const)('refuses %j and leaves nothing', async (args, code, message) => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.vcf');
    const result = await run(...place, '--vcf', sample, '--out', out, ...args);
    expectFailure(result, { exit: 2, code, message });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not write over what it reads', async () => {
    const result = await run(...place, '--vcf', sample, '--out', sample);
    const message = /is read; name another file/;
    expectFailure(result, { exit: 2, code: 'usage', message });
  });

  it('is stopped at once by Ctrl-C and leaves no part of a file', async () => {
    const folder = temporaryFolder();
    const args = ['variants', '--fasta', tutorialGenome, '--provider', 'cpu', '--vcf', sample];
    const where = ['--region', 'chrT2', '--model', 'hawk-tutorial', '--out', join(folder, 'a.vcf')];
    const command = startMegabase([...args, ...where], { home });
    await command.says(/Context: /);
    process.kill(command.pid, 'SIGINT');
    expectFailure(await command.result, { exit: 130, code: 'cancelled', message: /cancelled/ });
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('the same variants get the same scores in whatever parts their file comes', async () => {
  const folder = temporaryFolder();
  const text = readText(sample);
  const header = text.split('\n').filter((line) => /^#(?!#contig)/.test(line));
  // All of a contig is read where its ends are near.
  const fasta = join(folder, 'short.fa');
  writeFasta(fasta, { chrT2: tutorialLetters('chrT2').slice(0, 40_000) });
  const records = dataLines(sample).filter((line) => line.startsWith('chrT2\t'));
  const scores = async (name: string, lines: readonly string[]) => {
    const [vcf, out] = [join(folder, `${name}.vcf`), join(folder, `${name}.out.vcf`)];
    writeFileSync(vcf, [...header, ...lines, ''].join('\n'));
    const asked = ['--model', 'hawk-tutorial', '--no-cache', '--vcf', vcf, '--out', out];
    expectSuccess(await run('--fasta', fasta, ...asked));
    return ['MB_LLR', 'MB_EFFECT'].map((key) => values(out, key));
  };
  const some = records.slice(0, 4);
  const whole = await scores('whole', some);
  const [first, others] = [await scores('a', some.slice(0, 1)), await scores('b', some.slice(1))];
  expect(whole.flatMap((one) => Object.values(one))).toHaveLength(8);
  expect(first.map((one, i) => ({ ...one, ...others[i] }))).toEqual(whole);
});
