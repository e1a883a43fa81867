import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { VariantPictureChoice } from '../../src-main/contract/index.ts';
import { readProjectDocument } from '../../src-main/workbench/saved/project-document.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';
import { notesOf } from './figure-files.ts';
import { expectClearTexts } from './text-boxes.ts';

const letters = randomLetters(seeded(11), 3_000, 'ACGT');
const positions = Array.from({ length: 14 }, (_, i) => 610 + 41 * i);

/** Pictures and axes by the options of the command. */
const axes = {
  '--picture along': { kind: 'along' },
  '--picture histogram --up score': { kind: 'histogram', up: 'score' },
  '--picture scatter --up score --across local': {
    kind: 'scatter',
    up: 'score',
    across: 'local',
  },
  '--picture scatter': { kind: 'scatter' },
} as const satisfies Record<string, VariantPictureChoice>;

/** A project with 14 variants that are scored and one that cannot be, and a figure of an opened one. */
async function scored(home: string) {
  const locations = locationsIn(home);
  const bench = openBench(locations);
  const files = {
    'own.fa': `>a\n${wrap(letters, 60)}`,
    'genes.gff3': '##gff-version 3\na\t.\tgene\t701\t1100\t.\t+\t.\tID=g;Name=G\n',
    'own.vcf': [
      '##fileformat=VCFv4.3',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
      ...positions.map((pos) => {
        const base = letters[pos - 1]!;
        return `a\t${pos}\t.\t${base}\t${base === 'A' ? 'C' : 'A'}\t.\t.\t.`;
      }),
      `a\t1300\t.\t${letters[1_299]}\t<DEL>\t.\t.\t.`,
      '',
    ].join('\n'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const { id: project, path } = await bench.newProject({ path: join(home, 'own.fa') });
  const paths = ['genes.gff3', 'own.vcf'].map((name) => join(home, name));
  const { tracks } = (await bench.addFiles({ project, paths })).project;
  const idOf = (name: string) => tracks.find((track) => track.name === name)!.id;
  const job = await bench.ended(
    await bench.scoreVariants({
      ...{ project, source: idOf('own.vcf'), targets: idOf('genes.gff3') },
      ...{ model: 'random-hawk', provider: 'cpu', masked: false, haplotypes: false },
      ...{ region: 'a:501-1,500', flank: 400 },
    }),
  );
  const set = job.variants!;
  const interval = { contig: 'a', start: 500, end: 1_500 };
  const { svg: opened } = await bench.figure({
    ...{ project, region: 'a:601-1,100', width: 120, fontSize: 7, legend: true },
    rows: ['alleles:track-0'],
    variant: { set, row: 3, track: 'track-0', name: 'a variant', interval, scale: 1 },
  });
  const look = { project, set, width: 120, fontSize: 7, title: 'Own variants' };
  const windows = new Map<string, string>();
  for (const [words, picture] of Object.entries(axes)) {
    windows.set(words, (await bench.variantFigure({ ...look, picture })).svg);
  }
  const marked = await bench.variantFigure({
    ...{ ...look, picture: { kind: 'along' } },
    filter: {
      within: [
        {
          column: 'position',
          from: { contig: 'a', position: 0 },
          to: { contig: 'a', position: 700 },
        },
      ],
    },
    marks: [{ row: 1, label: 'the second' }],
  });
  const pdf = join(home, 'window.pdf');
  const file = { path: pdf, format: 'pdf', dpi: 300 };
  const exported = await bench.exportVariantFigure({
    ...look,
    picture: { kind: 'along' },
    ...file,
  });
  const layout = {
    rows: {},
    order: [],
    folded: [],
    variantPicture: { kind: 'scatter', up: 'local' },
  } as const;
  await bench.updateProject({ project, layout });
  await bench.close();
  return { path, set, cache: locations.cache, opened, windows, marked: marked.svg, exported };
}

it('draws a dot for each variant that is scored, and refuses what is not there', async () => {
  const home = temporaryFolder();
  const { path, set, cache } = await scored(home);
  const run = (...words: string[]) =>
    megabase(['figure', '--project', path, '--cache', cache, ...words], { home });
  for (const picture of ['along', 'scatter', 'histogram']) {
    for (const width of ['85', '180']) {
      const out = join(home, `${picture}-${width}.svg`);
      const look = ['--picture', picture, '--width', width, '--title', 'Own variants', '--json'];
      const written = await run('--variants', 'own.vcf', ...look, '--out', out);
      expectSuccess(written);
      expect(JSON.parse(written.stdout)).toMatchObject({
        ...{ picture, variants: positions.length, up: 'local' },
        ...(picture === 'scatter' && { across: 'score' }),
      });
      const svg = readFileSync(out, 'utf8');
      expect(await expectClearTexts(svg, true)).toContain('Own variants');
      expect(svg).toContain(`--variants ${set} --picture ${picture} --width ${width}`);
      expect(svg).toContain('variants: own.vcf, scored ');
      if (picture !== 'histogram') expect(dotsOf(svg)).toBe(positions.length);
    }
  }
  const out = join(home, 'refused.svg');
  for (const [words, message] of [
    [['--variants', 'other.vcf'], /no scored variants "other.vcf"; it has .* \(own.vcf\)/],
    [['--picture', 'scatter'], /give --variants too/],
    [['--variants', '--region', 'a:1-100'], /without --region/],
    [['--up', 'local', '--region', 'a:1-100'], /give --variants too/],
    [['--variants', '--across', 'local'], /give --picture scatter/],
    [
      ['--variants', '--up', 'rank'],
      /a value in the column rank; columns with values: local, score\./,
    ],
    [['--variants', '--up', 'size'], /Expected score, rank, local, distal, distance or head:LABEL/],
    [
      ['--variants', '--picture', 'scatter', '--up', 'local', '--across', 'local'],
      /one column against another; both axes were to be local/,
    ],
    [['--variants', '--width', '20'], /width is from 40 to 1000 mm/],
  ] as const) {
    const { code, stderr } = await run(...words, '--out', out);
    expect(code).not.toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(message);
  }
  expect(() => readFileSync(out)).toThrow('ENOENT');
});

it('is drawn by the window as by the command, and keeps what the window shows', async () => {
  const home = temporaryFolder();
  const { path, set, cache, windows, marked, exported } = await scored(home);
  for (const [words, svg] of windows) {
    const out = join(home, `${words}.svg`);
    const look = ['--width', '120', '--title', 'Own variants', '--out', out];
    const command = ['figure', '--project', path, '--cache', cache, '--variants', set];
    expectSuccess(await megabase([...command, ...words.split(' '), ...look], { home }));
    const written = readFileSync(out, 'utf8');
    expect(drawingOf(svg)).toBe(drawingOf(written));
    expect(notesOf(svg)['command']).toBe(notesOf(written)['command']!.replace(/ --out .*/, ''));
  }
  const plain = windows.get('--picture along')!;
  expect(dotsOf(marked)).toBe(positions.length);
  expect(await expectClearTexts(marked, true)).toContain('the second');
  expect(drawingOf(marked)).not.toBe(drawingOf(plain));
  expect(notesOf(marked)['not in the command']).toMatch(/which variants are listed.*named/);
  expect(exported).toMatchObject({ format: 'pdf', records: positions.length });
  const { layout } = readProjectDocument(path);
  expect(layout.variantPicture).toEqual({ kind: 'scatter', up: 'local' });
});

/** What of an SVG is seen: without what tells how it was made. */
function drawingOf(svg: string): string {
  return svg.replaceAll(/<(metadata|desc)\b[^]*?<\/\1>/g, '');
}

it('names in a figure of an opened variant the model that scored it', async () => {
  const { opened } = await scored(temporaryFolder());
  expect(opened).toContain('a variant');
  expect(notesOf(opened)['model']).toMatch(/\(random-hawk\), SHA-256 /);
});

/** Discs of a radius of 2.6 px, in letters of 7 pt; those of the legend are larger. */
function dotsOf(svg: string): number {
  const paths = [...svg.matchAll(/<path [^>]*\bd="([^"]*)"/g)].map(([, d]) => d!);
  const discs = paths.flatMap((d) => d.match(/M[^MZ]*C[^MZ]*Z/g) ?? []);
  return discs.filter((disc) => {
    const numbers = disc.match(/[\d.]+/g)!.map(Number);
    // Where it begins is its right end; the second curve ends at the left one.
    return Math.abs(numbers[0]! - numbers[12]! - (5.2 * 7) / 11) < 0.01;
  }).length;
}
