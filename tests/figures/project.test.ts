import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import {
  drawFigure,
  fileRows,
  genomeSources,
  svgText,
} from '../../src-main/analysis/figure/index.ts';
import type { RowSettings } from '../../src-main/contract/index.ts';
import { siteColor } from '../../src-main/drawing/index.ts';
import { BigWigFile } from '../../src-main/formats/open-bigwig/index.ts';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';

const model = 'random-hawk';
const look = { width: 180, fontSize: 7, legend: true } as const;

it('draws the values that the cache has, and the same ones by the command', async () => {
  const home = temporaryFolder();
  const locations = locationsIn(home);
  const bench = openBench(locations);
  const fasta = join(home, 'own.fa');
  writeFileSync(fasta, `>a\n${wrap(randomLetters(seeded(7), 4_000, 'ACGT'), 60)}`);
  const project = await bench.newProject({ path: fasta });
  const asked = { project: project.id, region: 'a', flank: 0, model, provider: 'cpu' } as const;
  const { run } = await bench.predicted(asked);
  const [start, end] = [1_600, 2_560];
  const figure = await bench.figure({ ...look, project: project.id, region: 'a:1,601-2,560' });
  const view = await bench.view({
    project: project.id,
    run,
    track: 'track-0',
    start,
    end,
    bpPerPixel: 1,
  });
  const values = [...view.mean];
  // A probability: its scale is from 0 to 1.
  const [least, most] = [0, 1];
  const row = /<g id="data-2">([\s\S]*?)<\/g>\n<\/g>/.exec(figure.svg)?.[1] ?? '';
  const heights = [...row.matchAll(/h[\d.]+v([\d.]+)h-[\d.]+z/g)].map((match) => Number(match[1]));
  const unit = ((56 - 5) * 7) / 11;
  for (const value of values.filter((one) => Math.abs(one) > 0.02 * (most - least))) {
    const expected = (Math.abs(value) / (most - least)) * unit;
    expect(Math.min(...heights.map((height) => Math.abs(height - expected)))).toBeLessThan(0.01);
  }
  expect(values.length).toBe(60);
  const unknown = { ...look, project: project.id, region: 'a', rows: ['nothing'] };
  await expect(bench.figure(unknown)).rejects.toMatchObject({ code: 'project-entry-unknown' });
  await bench.close();

  const out = join(home, 'f.svg');
  const words = ['figure', '--project', project.path, '--region', 'a:1,601-2,560', '--out', out];
  expectSuccess(await megabase([...words, '--cache', locations.cache], { home }));
  const paths = (svg: string) => svg.match(/<path [^>]*>/g);
  expect(paths(readFileSync(out, 'utf8'))).toEqual(paths(figure.svg));
});

it('explains dark bars where a pixel holds several values, and only of bars', async () => {
  const home = temporaryFolder();
  const bench = openBench(locationsIn(home));
  const fasta = join(home, 'own.fa');
  writeFileSync(fasta, `>a\n${wrap(randomLetters(seeded(7), 20_000, 'ACGT'), 60)}`);
  const { id: project } = await bench.newProject({ path: fasta });
  await bench.predicted({ project, region: 'a', flank: 0, model, provider: 'cpu' });
  const row = `model:${model}:track-0`;
  const saysDark = async (region: string) => {
    const { svg } = await bench.figure({ ...look, project, region, rows: [row] });
    return svg.includes('dark: mean');
  };
  expect(await saysDark('a')).toBe(true);
  expect(await saysDark('a:1-2,000')).toBe(false);
  const layout = { rows: { [row]: { graph: 'line' } }, order: [], folded: [] } as const;
  await bench.updateProject({ project, layout });
  expect(await saysDark('a')).toBe(false);
  await bench.close();
});

it('scales signals as one where they are a group, and reads them for that once', async () => {
  const folder = temporaryFolder();
  const [fasta, high] = [join(folder, 'own.fa'), join(folder, 'high.bedgraph')];
  writeFileSync(fasta, `>chrA\n${wrap(randomLetters(seeded(7), 5_000, 'ACGT'), 60)}`);
  writeFileSync(high, 'chrA\t100\t200\t8\n');
  const genome = await openGenome(fasta, { indexFolder: folder });
  const low = join(root, 'tests/fuzz/seeds/s.bw');
  const opened = vi.spyOn(BigWigFile, 'open');
  const drawn = async (kind: 'auto' | 'group') => {
    const settings = { scale: { kind } } as const;
    const rows = fileRows([low, low, high]).map((row) => ({ ...row, settings }));
    const region = { contig: 'chrA', start: 0, end: 1_000 };
    const spec = { ...look, region, rows, marks: [], hasLegend: true, notes: [] };
    opened.mockClear();
    const events = drawFigure(genomeSources(genome), spec, new AbortController().signal);
    const svg = svgText(await resultOf(events, () => undefined));
    const tops = [...svg.matchAll(/>8<\/text>/g)].length;
    return { tops, opened: opened.mock.calls.length };
  };
  expect(await drawn('auto')).toEqual({ tops: 1, opened: 2 });
  expect(await drawn('group')).toEqual({ tops: 3, opened: 4 });
  opened.mockRestore();
  await genome.close();
});

it('draws variants in the colour that was chosen for them', async () => {
  const folder = temporaryFolder();
  const [fasta, vcf] = [join(folder, 'own.fa'), join(folder, 'own.vcf')];
  writeFileSync(fasta, `>a\n${'ACGT'.repeat(500)}\n`);
  writeFileSync(
    vcf,
    '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\na\t101\t.\tA\tC\t.\t.\t.\n',
  );
  const genome = await openGenome(fasta, { indexFolder: folder });
  const bars = async (settings: RowSettings) => {
    const rows = fileRows([vcf]).map((row) => ({ ...row, settings }));
    const region = { contig: 'a', start: 0, end: 1_000 };
    const spec = { ...look, region, rows, marks: [], hasLegend: true, notes: [] };
    const events = drawFigure(genomeSources(genome), spec, new AbortController().signal);
    const svg = svgText(await resultOf(events, () => undefined));
    return [siteColor, '#aa3377'].map((color) => svg.includes(color));
  };
  expect(await bars({})).toEqual([true, false]);
  expect(await bars({ color: '#aa3377' })).toEqual([false, true]);
  await genome.close();
});
