import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EffectMap } from '../../src-main/contract/index.ts';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { referenceModels } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { readEffects, tutorialAnnotation } from '../support/tutorial-truth.ts';

const home = sharedFolder();
const region = 'chrT2:5,001-8,000';
/** The enhancer that chrT2's first gene needs, and one outside the region. */
const bed = join(home, 'some.bed');
beforeAll(() => writeFileSync(bed, 'chrT2\t5453\t5468\tE1\nchrT2\t90000\t90100\tfar\n'));

function effects(out: string, ...more: readonly string[]) {
  const place = ['effects', '--fasta', tutorialGenome, '--region', region, '--flank', '0'];
  const what = ['--model', 'hawk-tutorial', '--provider', 'cpu', '--overwrite', '--out', out];
  return megabase([...place, ...what, ...more], { home });
}

describe('megabase effects', () => {
  it('knocks out the elements of a BED file and prints what they do', async () => {
    const out = join(temporaryFolder(), 'map.bedpe');
    const targets = ['--targets', tutorialAnnotation];
    const result = expectSuccess(await effects(out, '--elements', bed, ...targets));
    expect(result.stdout).toMatch(
      /^1 element, 1 target, 1 link of 0\.1 or more in Active promoter \(Context: chrT2:4,993-8,064\)$/m,
    );
    expect(result.stdout).toMatch(/^ {2}E1 +T2G001 +96 bp +[01]\.\d{3} +0\.\d{3} +-0\.\d{3}$/m);
    expect(result.stdout).toContain(`wrote ${out}: 1 record, `);
    const [line] = dataLines(out);
    expect(line!.split('\t').slice(0, 7)).toEqual([
      'chrT2',
      '5453',
      '5468',
      'chrT2',
      '5492',
      '5621',
      'E1>T2G001',
    ]);
    expect(result.stderr).toMatch(/^Context: chrT2:4,993-8,064/m);
    // Asked again, nothing is computed.
    const again = expectSuccess(await effects(out, '--elements', bed, ...targets));
    expect(again.stdout).toBe(result.stdout);
    expect(again.stderr).not.toContain('on cpu');
  });

  it('knocks out tiles, and tells every pair', async () => {
    const out = join(temporaryFolder(), 'map.tsv');
    const targets = ['--targets', tutorialAnnotation];
    expectSuccess(await effects(out, '--tile', '500', ...targets));
    const rows = readEffects(out);
    expect(rows).toHaveLength(6);
    const [largest] = rows.toSorted((a, b) => a.effect - b.effect);
    expect(largest!.pair).toBe('chrT2:5,001-5,500>T2G001');
    expect(largest!.effect).toBeLessThan(-0.5);
  });

  it('knocks out by the mean of shuffles, of what a track says', async () => {
    const out = join(temporaryFolder(), 'map.json');
    const how = ['--from-track', 'enhancer:0.3', '--knockout', 'shuffle', '--shuffles', '2'];
    const result = expectSuccess(await effects(out, ...how, '--json'));
    const summary = JSON.parse(result.stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({
      knockOut: { kind: 'shuffle', times: 2 },
      elements: 1,
      threshold: 0.1,
      file: { path: out, records: 1 },
    });
    const map = JSON.parse(readFileSync(out, 'utf8')) as EffectMap;
    expect(map.elements[0]!.name).toMatch(/^Enhancer chrT2:5,\d\d\d-5,\d\d\d$/);
    expect(map.elements[0]!.start).toBeLessThanOrEqual(5453);
    expect(map.elements[0]!.end).toBeGreaterThanOrEqual(5468);
    // The mean lies between the ends of the two, which differ.
    const [effect, low, high] = [map.effects, map.spread!.lows, map.spread!.highs].map(
      (rows) => (rows as unknown as number[][])[0]![0]!,
    ) as [number, number, number];
    expect(low).toBeLessThan(high);
    expect(effect).toBeCloseTo((low + high) / 2, 6);
  });

  it('compares with random places near each element', async () => {
    const out = join(temporaryFolder(), 'map.tsv');
    const how = ['--targets', tutorialAnnotation, '--background', '8'];
    const result = expectSuccess(await effects(out, '--elements', bed, ...how));
    // It keeps a promoter active, and no change around it does.
    expect(result.stdout).toMatch(/ -0\.\d{3} +-?0\.00\d ± 0\.0\d\d +100\.0$/m);
    const text = readFileSync(out, 'utf8');
    expect(text).toMatch(
      /^# background: the same knock-out at up to 8 random places of the element's/m,
    );
    const [header, row] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const cells = row!.split('\t');
    const cell = (name: string) => Number(cells[header!.split('\t').indexOf(name)]);
    expect(cell('background_percentile')).toBe(100);
    expect(Math.abs(cell('background_mean'))).toBeLessThan(0.05);
    const again = expectSuccess(await effects(out, '--elements', bed, ...how));
    expect(again.stdout).toBe(result.stdout);
    expect(again.stderr).not.toContain('on cpu');
    // Of the first two one lies in the target, and the other by itself has no deviation.
    const one = ['--targets', tutorialAnnotation, '--background', '2'];
    const single = expectSuccess(await effects(out, '--elements', bed, ...one));
    expect(single.stderr).not.toContain('on cpu');
    expect(single.stdout).toMatch(/ -0\.\d{3} +-?0\.\d{3} +100\.0$/m);
    expect(single.stdout).not.toContain('NaN');
  });

  it('draws its links as bars, with the numbers that it prints', async () => {
    const out = join(temporaryFolder(), 'map.tsv');
    const figure = join(temporaryFolder(), 'bars.svg');
    const how = ['--elements', bed, '--targets', tutorialAnnotation, '--background', '8'];
    const result = expectSuccess(await effects(out, ...how, '--strands', '--figure', figure));
    const [, effect] = / (-0\.\d{3}) +-?0\.00\d ± /.exec(result.stdout) ?? [];
    const svg = readFileSync(figure, 'utf8');
    expect(svg).toContain(`>${effect!.replace('-', '−')}</text>`);
    expect(result.stdout).toMatch(/^wrote .*bars\.svg: \d+ bars?, [\d.]+ kB$/m);
    expect(svg).toContain('>E1 › T2G001</text>');
    expect(svg).toMatch(/^knock-out: bases replaced by N$/m);
    expect(svg).toMatch(/<desc>program: Megabase \d/);
    // Where no link is as strong, it says so.
    await effects(out, ...how, '--threshold', '2', '--figure', figure);
    expect(readFileSync(figure, 'utf8')).toContain('No link has so large an effect.');
    const wrong = await effects(out, ...how, '--figure', join(home, 'bars.gif'));
    expectFailure(wrong, { exit: 2, code: 'output-format', message: /bars\.gif/ });
  });

  it('gives the effect on each strand and by another model, as that one gives it alone', async () => {
    const out = join(temporaryFolder(), 'map.tsv');
    const how = ['--elements', bed, '--targets', tutorialAnnotation];
    const asked = ['--strands', '--members', '--compare', 'caduceus-tutorial'];
    const result = expectSuccess(await effects(out, ...how, ...asked));
    expect(result.stderr).toContain('Hawk tutorial is one model: it has no members to tell apart.');
    expect(result.stdout).toMatch(
      /forward strand {2}reverse strand {2}Caduceus tutorial \d[\d.]+ {2}stands/,
    );
    expect(result.stdout).toMatch(/^ {2}E1 .* on both strands$/m);
    expect(result.stdout).toContain('each strand was read by itself, too');
    const cells = (path: string) => {
      const [header, row] = dataLines(path).map((line) => line.split('\t'));
      return (name: string) => row![header!.indexOf(name)];
    };
    const cell = cells(out);
    expect(cell('effect_forward')).toBe(cell('effect'));
    expect(Number(cell('effect_reverse'))).toBeLessThan(-0.5);
    const alone = join(temporaryFolder(), 'alone.tsv');
    const model = ['--model', 'caduceus-tutorial', '--strands'];
    const other = expectSuccess(await effects(alone, ...how, ...model));
    expect(other.stderr).not.toContain('on cpu');
    expect(other.stderr).toContain('says the same of both strands by how it is made');
    expect(cells(alone)('effect')).toBe(cell('effect_caduceus-tutorial'));
    expect(cells(alone)('effect_forward')).toBeUndefined();
  });

  it.each([
    [
      ['--compare', 'hawk-yeast'],
      'track-unknown',
      /Hawk yeast has no track "expression" .* to compare/,
    ],
    [
      ['--compare', 'caduceus-tutorial', 'caduceus-tutorial'],
      'usage',
      /Two readings are called "caduceus-tutorial"/,
    ],
    [['--elements', 'BED', '--tile', '500'], 'usage', /Give one of --elements, --tile and --from-/],
    [
      ['--tolerance', '0'],
      'usage',
      /'--tolerance <T>' argument '0' is invalid\. Expected more than 0\./,
    ],
    [['--tile', '0'], 'usage', /'--tile <BP>' argument '0' is invalid\. Expected at least 1\./],
    [['--knockout', 'x'], 'usage', /Expected N or shuffle\./],
    [['--from-track', 'enhancer:high'], 'usage', /Expected a number such as 0\.5\./],
    [['--from-track', 'no'], 'track-unknown', /has no track "no"; it has enhancer, insulator/],
    [
      ['--from-track', 'insulator:2'],
      'no-elements',
      /"insulator" does not reach 2 in .*nothing to knock out\. The highest value there is 0\.\d+\./,
    ],
    [['--target-track', 'entropy'], 'track-unknown', /has no track "entropy" in its head; it has/],
    [
      ['--elements', 'EMPTY'],
      'no-elements',
      /has no region that lies wholly inside chrT2:5,001-8,000: nothing to knock out\.$/m,
    ],
    [['--elements', 'nowhere.bed'], 'file-missing', /nowhere\.bed/],
    [['--targets', 'nowhere.gff3', '--tile', '500'], 'file-missing', /nowhere\.gff3/],
    [
      ['--format', 'bed'],
      'output-format',
      /no format bed for effects; choose from tsv, parquet, arrow, bedpe and json\./,
    ],
    [['--model', 'LM'], 'usage', /has no enhancer track: give --elements or --tile/],
    [
      ['--model', 'LM', '--tile', '500'],
      'track-unknown',
      /has no tracks, so the effect of an element/,
    ],
    [['--out', 'FOLDER', '--format', 'tsv'], 'output-unwritable', /what stands there is a folder/],
    [['--out', 'FASTA', '--format', 'tsv'], 'usage', /is read; name another file/],
  ] as const)('%j is refused with what it should be', async (more, code, message) => {
    const folder = temporaryFolder();
    const files: Record<string, string> = {
      BED: bed,
      EMPTY: join(home, 'empty.bed'),
      LM: referenceModels['caduceus-ps'],
      FOLDER: home,
      FASTA: join(home, 'genome.fa'),
    };
    writeFileSync(files['EMPTY']!, 'chrT2\t90000\t90100\n');
    writeFileSync(files['FASTA']!, `>chrT2\n${'ACGT'.repeat(3000)}\n`);
    const genome = more.some((one) => one === 'FASTA') ? ['--fasta', files['FASTA']!] : [];
    const args = more.map((one) => files[one] ?? one);
    const result = await effects(join(folder, 'map.tsv'), ...genome, ...args);
    const exit = code === 'output-unwritable' ? 1 : 2;
    expectFailure(result, { exit, code, message });
    expect(readdirSync(folder)).toEqual([]);
    expect(readFileSync(files['FASTA']!, 'utf8')).toMatch(/^>chrT2\nACGT/);
  });
});
