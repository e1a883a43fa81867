import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planBatch } from '../../src-main/cli/batch/plan-batch.ts';
import { batchCommands } from '../../src-main/cli/batch/batch-commands.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { megabase } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from '../workbench/open-workbench.ts';
import { notesOf } from './figure-files.ts';

const home = sharedFolder();
const tutorial = join(root, 'resources/tutorial');
const file = (name: string) => join(tutorial, name);
/** Its path as a batch file has it, whatever spaces are in it. */
const quoted = (...names: string[]) => `"${names.map(file).join(',')}"`;
const region = 'chrT1:312,001-327,000';

/** Writes a batch file, whose second line is the first of these, into a folder where its figures go, and draws it. */
async function drawn(lines: readonly string[], ...more: readonly string[]) {
  const folder = temporaryFolder();
  const path = join(folder, 'shots.bat');
  writeFileSync(path, [`snapshotDirectory ${folder}`, ...lines].join('\n'));
  return { folder, result: await megabase(['figure', '--batch', path, ...more], { home }) };
}

/** What is drawn, without what made it. */
function drawing(svg: string): string {
  return svg.replace(/<desc>[\s\S]*?<\/metadata>/, '');
}

const head = [`genome ${quoted('tutorial.fa.gz')}`, `load ${quoted('tutorial.gff3')}`];

describe('megabase figure --batch', () => {
  it('draws the snapshots of a batch file as the command draws them one by one', async () => {
    const { folder, result } = await drawn([
      ...['# batch', '// too', 'new', ...head, `load ${quoted('sample.vcf.gz', 'sample.bam')}`],
      ...['snapshotDirectory $SCRIPT_DIR/deep/shots', 'setSleepInterval 20', 'echo starting'],
      ...[
        `goto ${region}`,
        'snapshot one.svg',
        'goto t1g043',
        'snapshot gene.svg',
        'exit',
        'nothing',
      ],
    ]);
    expectSuccess(result);
    expect(result.stdout).toMatch(/^wrote .*one\.svg: 3 rows of chrT1:312,001-327,000, /m);
    expect(result.stderr).toContain('starting');
    expect(result.stderr).toMatch(/line 15: exit: 1 command after it not read/);
    const out = join(folder, 'same.svg');
    const tracks = ['tutorial.gff3', 'sample.vcf.gz', 'sample.bam'].map(file);
    const own = ['--fasta', file('tutorial.fa.gz'), '--tracks', ...tracks, '--region', region];
    expectSuccess(await megabase(['figure', ...own, '--out', out], { home }));
    const svg = readFileSync(join(folder, 'deep/shots/one.svg'), 'utf8');
    expect(drawing(svg)).toBe(drawing(readFileSync(out, 'utf8')));
    expect(notesOf(svg)).toMatchObject({
      ...{ command: 'megabase figure --batch shots.bat', snapshot: 'line 12' },
      region: 'chrT1:312,001-327,000 (1-based)',
    });
    const gene = readFileSync(join(folder, 'deep/shots/gene.svg'), 'utf8');
    expect(notesOf(gene)['region']).toBe('chrT1:312,322-313,121 (1-based)');
  });

  it('takes heights, ranges, colours, names, marks and the strand of the sequence from it', async () => {
    const folder = temporaryFolder();
    const values = join(folder, 'v.bedgraph');
    writeFileSync(values, 'chrT1\t1000\t1050\t3\nchrT1\t1050\t1100\t-1\n');
    const one = join(folder, 'r.bed');
    writeFileSync(one, 'chrT1\t1010\t1040\tpeak\n');
    const { folder: out, result } = await drawn([
      ...[head[0]!, `load ${values} name="two words"`, `load '${one}'`, 'goto chrT1 1001 1100'],
      ...['region chrT1 1011 1020 "a place"', 'region chrT1:1,031-1,040', 'snapshot a.svg'],
      ...['setDataRange -5,0,5 two%20words', 'setTrackHeight 90 "two words"', 'setColor 255,0,16'],
      ...['setSequenceStrand -', `renameTrack ${one} renamed`, 'snapshot b.svg'],
      ...['remove renamed', 'setDataRange auto', 'new', 'snapshot c.svg'],
    ]);
    expectSuccess(result);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(out, `${name}.svg`), 'utf8'));
    for (const text of ['>two words<', '>a place<', '>r.bed<', '>3<', '>-1<', '>Sequence<']) {
      expect(a).toContain(text);
    }
    for (const text of ['>5<', '>-5<', '>renamed<', '#ff0010', '>Sequence, − strand<']) {
      expect(b).toContain(text);
      expect(a).not.toContain(text);
    }
    expect(c).not.toMatch(/>two words<|>renamed<|>a place</);
    const height = (svg = '') => Number(/width="180mm" height="([\d.]+)mm"/.exec(svg)?.[1]);
    expect(height(b) - height(a)).toBeGreaterThan(8);
  });

  it('shows a short feature as it shows a base, and calls the file by what it shows', async () => {
    const folder = temporaryFolder();
    const bed = join(folder, 'tiny.bed');
    writeFileSync(bed, 'chrT1\t1000\t1010\tTINY\n');
    const path = join(folder, 'shots.bat');
    const lines = [head[0], `load ${bed}`, `snapshotDirectory ${folder}`, 'goto TINY', 'snapshot'];
    writeFileSync(path, lines.join('\n'));
    const result = await megabase(['figure', '--batch', path], { home });
    expectSuccess(result);
    const shown = 'chrT1:986-1,025';
    expect(result.stdout).toContain(
      `wrote ${join(folder, 'chrT1_986_1025.png')}: 1 row of ${shown}`,
    );
  });

  it('shows 40 bp round one base, several loci above each other, and half and twice of it', async () => {
    const { folder, result } = await drawn(
      [
        ...[
          ...head,
          `load ${quoted('sample.bam')}`,
          'goto chrT1:320000',
          'snapshot',
          'goto chrT1:1-1,000 T1G043',
          'snapshot 2.svg',
        ],
        ...[
          'goto chrT1:1,001-2,000',
          'zoomin',
          'snapshot 3.svg',
          'zoomout',
          'zoomout',
          'snapshot 4.svg',
        ],
      ],
      '--json',
    );
    expectSuccess(result);
    const { snapshots } = JSON.parse(result.stdout) as {
      snapshots: { line: number; path: string; regions: string[]; rows: number }[];
    };
    expect(snapshots.map(({ regions }) => regions)).toEqual([
      ['chrT1:319,980-320,019'],
      ['chrT1:1-1,000', 'chrT1:312,322-313,121'],
      ['chrT1:1,251-1,750'],
      ['chrT1:501-2,500'],
    ]);
    expect(snapshots[0]?.path).toBe(join(folder, 'chrT1_319980_320019.png'));
    const svg = readFileSync(join(folder, '2.svg'), 'utf8');
    const ids = [...svg.matchAll(/<g id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('2-ruler');
    // One legend for all, with what any of them shows.
    const legends = ids.filter((id) => /legend$/.test(id ?? ''));
    expect(legends).toEqual(['2-legend']);
  });

  it('puts reads that differ first, at the base that reads are sorted by', async () => {
    const lines = [head[0]!, `load ${quoted('sample.bam')}`, 'maxPanelHeight 90'];
    const { folder, result } = await drawn([
      ...[...lines, 'goto chrT1:314,101-314,250', 'snapshot plain.svg'],
      ...[
        'sort base chrT1:314,179',
        'snapshot sorted.svg',
        'sort TAG HP',
        'squish',
        'snapshot all.svg',
      ],
    ]);
    expectSuccess(result);
    expect(result.stderr).toMatch(
      /line 9: sort TAG: reads are sorted by base, strand, start alone/,
    );
    // The heterozygous variant v19: of the few reads that have room more differ, once sorted.
    const boxes = (name: string) => {
      const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
      return svg.split('fill="#a86400"').length;
    };
    expect(boxes('sorted')).toBeGreaterThan(boxes('plain'));
    expect(readFileSync(join(folder, 'all.svg'), 'utf8')).toContain('>Sequence<');
  });

  it('reads signals, and a genome that the command line names in place of hg38', async () => {
    const bigwig = join(root, 'tests/fuzz/seeds/s.bw');
    const lines = ['genome hg38', `load "${bigwig}" index=x.idx`, 'goto chrT2', 'snapshot w.pdf'];
    const { folder: out, result } = await drawn(lines, '--fasta', file('tutorial.fa.gz'));
    expectSuccess(result);
    expect(result.stderr).toMatch(/line 2: genome hg38: --fasta is drawn, tutorial\.fa\.gz/);
    expect(result.stderr).toMatch(/line 3: index=x\.idx: .* has its index in itself/);
    expect(readFileSync(join(out, 'w.pdf')).toString('latin1')).toMatch(/^%PDF/);
  });

  it('draws the predictions of a project that is loaded', async () => {
    const folder = temporaryFolder();
    const locations = locationsIn(folder);
    const bench = openBench(locations);
    const fasta = join(folder, 'own.fa');
    writeFileSync(fasta, `>a\n${wrap(randomLetters(seeded(7), 4_000, 'ACGT'), 60)}`);
    const project = await bench.newProject({ path: fasta });
    await bench.predicted({
      ...{ project: project.id, region: 'a', flank: 0, model: 'random-hawk', provider: 'cpu' },
    });
    await bench.close();
    const before = readFileSync(project.path, 'utf8');
    const { folder: out, result } = await drawn(
      [
        ...[`load ${project.path}`, 'goto a:1,601-2,560', 'snapshot p.svg'],
        ...['setDataRange 0,0.5', 'setTrackHeight 100', 'collapse nothing', 'snapshot q.svg'],
      ],
      ...['--cache', locations.cache],
    );
    expectSuccess(result);
    expect(result.stderr).toMatch(/line 7: no row of the project is called nothing/);
    expect(result.stderr).toMatch(/line 7: collapse: drawn as expand; nothing that overlaps/);
    const single = join(out, 'single.svg');
    const words = ['--project', project.path, '--region', 'a:1,601-2,560', '--out', single];
    expectSuccess(await megabase(['figure', ...words, '--cache', locations.cache], { home }));
    const [p, q] = ['p', 'q'].map((name) => readFileSync(join(out, `${name}.svg`), 'utf8'));
    expect(drawing(p!)).toBe(drawing(readFileSync(single, 'utf8')));
    expect(q).toContain('>0.5<');
    expect(readFileSync(project.path, 'utf8')).toBe(before);
  });
});

describe('a batch file that cannot be done', () => {
  it.each([
    ['an unknown command', ['gotoo chrT1'], 1, /found the command gotoo; expected goto/],
    ['a snapshot of nothing', ['snapshot a.png'], 1, /before any genome/],
    ['a snapshot of nowhere', [...head, 'snapshot a.png'], 3, /before any goto/],
    [
      'a picture that is none',
      [...head, 'goto chrT1', 'snapshot a.jpg'],
      4,
      /found the file a\.jpg/,
    ],
    ['an address', ['load https://x.org/a.bam'], 1, /found the address https/],
    ['a session', ['load a.xml'], 1, /found the IGV session a\.xml/],
    ['a genome by its name', ['genome hg38'], 1, /--fasta FILE/],
    ['no file', [...head, 'load none.bam'], 3, /no file .*none\.bam/],
    [
      'a file of no known format',
      [...head, `load ${quoted('README.md')}`],
      3,
      /does not tell its format/,
    ],
    [
      'a locus beyond the end',
      [...head, 'goto chrT1:1-9,000,000', 'snapshot a.svg'],
      3,
      /1,?000,?000/,
    ],
    ['an unknown gene', [...head, 'goto T1G04', 'snapshot a.svg'], 3, /No feature .* "T1G04"/],
    [
      'a locus backwards',
      [...head, 'goto chrT1:9-3', 'snapshot a.svg'],
      3,
      /start no larger than end/,
    ],
    ['all of the genome', [...head, 'goto all'], 3, /found goto all/],
    ['no range', [...head, 'setDataRange 3,1'], 3, /min below max/],
    ['no colour', [...head, 'setColor blue'], 3, /#rrggbb/],
    ['no height', [...head, 'setTrackHeight tall'], 3, /a height in pixels/],
    ['a mark without a region', [...head, 'region'], 3, /expected a region/],
    ['a folder in two words', ['snapshotDirectory my shots'], 1, /found shots after the path/],
    ['a file in two words', [...head, 'load my a.bam name=x'], 3, /found a\.bam after the path/],
    [
      "a file's name in two words",
      [...head, 'load a.bed name=two words'],
      3,
      /found words after name=two; expected a name with spaces between quotation marks/,
    ],
    ['a row in two words', [...head, 'setColor 255,0,16 two words'], 3, /found words after two/],
    ['a row before its height', [...head, 'setTrackHeight two words 9'], 3, /words after two/],
    ['a new name in two words', [...head, 'renameTrack a two words'], 3, /words after two/],
    ['a genome in two words', ['genome my a.fa'], 1, /spaces between quotation marks/],
    [
      'a picture in two words',
      [...head, 'goto chrT1', 'snapshot my a.png'],
      4,
      /found a\.png after the path/,
    ],
    ['an open quote', ['load "a b'], 1, /closes the one that is open/],
    ['no snapshot', [...head, 'goto chrT1'], 3, /at least one snapshot/],
    [
      'a name twice',
      [...head, 'goto chrT1:1-99', 'snapshot a.svg', 'snapshot a.svg'],
      5,
      /of line 5/,
    ],
    [
      'a folder in a file',
      [...head, 'goto chrT1', `snapshotDirectory ${quoted('README.md/x')}`, 'snapshot a.svg'],
      5,
      /the folder/,
    ],
  ] as const)(
    'is refused for %s, by its line, and nothing is written',
    async (_, lines, line, message) => {
      const { folder, result } = await drawn(lines);
      expect(result.stderr).toMatch(message);
      expect(result.stderr).toMatch(new RegExp(`shots\\.bat, line ${line + 1}: found `));
      expect(result.code).toBe(2);
      expect(readdirSync(folder)).toEqual(['shots.bat']);
    },
  );

  it('is told with every line that is wrong, before anything is drawn', async () => {
    const lines = [...head, 'frob', 'goto chrT1:1-99', 'snapshot fine.svg', 'setLogScale maybe'];
    const { folder, result } = await drawn(lines);
    expect(result.stderr).toMatch(
      /2 lines cannot be done, and nothing was drawn\. Line 4: .* Line 7: /,
    );
    expect(existsSync(join(folder, 'fine.svg'))).toBe(false);
  });

  it('replaces no file, not through a link and not one that it reads', async () => {
    const folder = temporaryFolder();
    const shots = join(folder, 'shots');
    mkdirSync(shots);
    writeFileSync(join(shots, 'a.svg'), 'mine');
    const lines = [...head, 'goto chrT1:1-99', `snapshotDirectory ${shots}`];
    const stands = await drawn([...lines, 'snapshot b.svg', 'snapshot a.svg']);
    expect(stands.result.stderr).toMatch(/a\.svg exists already; nothing was changed/);
    expect(readdirSync(shots)).toEqual(['a.svg']);
    expect(readFileSync(join(shots, 'a.svg'), 'utf8')).toBe('mine');
    symlinkSync(join(shots, 'a.svg'), join(shots, 'c.svg'));
    const linked = await drawn([...lines, 'snapshot c.svg'], '--overwrite');
    expect(linked.result.code).not.toBe(0);
    expect(readFileSync(join(shots, 'a.svg'), 'utf8')).toBe('mine');
    const again = await drawn([...lines, 'snapshot a.svg'], '--overwrite');
    expectSuccess(again.result);
    expect(readFileSync(join(shots, 'a.svg'), 'utf8')).toMatch(/^<\?xml/);
  });

  it.each([
    [['--out', 'x.svg'], /does not go with --out/],
    [['--region', 'chrT1'], /does not go with --region/],
    [['--up', 'score'], /does not go with --up/],
    [['--fasta', 'a', '--project', 'b'], /--project or --fasta/],
  ])('takes no other word on what is drawn: %s', async (more, message) => {
    const { result } = await drawn(head, ...more);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(2);
  });
});

it('every command with whatever follows it is understood, noted or refused by its line', async () => {
  const random = seeded(19);
  const words = [
    ...[
      'chrT1:1-100',
      '-',
      '',
      '"',
      '../../etc/passwd',
      '1e999',
      '-1',
      '99999999999',
      'true',
      'auto',
    ],
    ...[
      '1,2',
      'NaN,1',
      '255,255,255',
      '%20',
      '$SCRIPT_DIR/x',
      '~/y',
      'name=',
      'index=,',
      'a\0b',
      '__proto__',
    ],
    ...['x'.repeat(5_000), '😀', 'tutorial.gff3', file('tutorial.gff3'), file('tutorial.fa.gz')],
  ];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const commands = [...batchCommands.keys(), 'GOTO', 'constructor', '__proto__', ''];
  for (let round = 0; round < 300; round++) {
    const lines = Array.from({ length: 12 }, (_, i) => ({
      number: i + 1,
      words: [
        pick(commands),
        ...Array.from({ length: Math.floor(random() * 5) }, () => pick(words)),
      ] as [string, ...string[]],
    }));
    const problems: { line: number; found: string; expected: string }[] = [];
    const start = { fasta: undefined, project: undefined, file: '/tmp/none/x.bat' };
    const plan = await planBatch(lines, start, problems);
    for (const { line, found, expected } of problems) {
      expect(line).toBeGreaterThan(0);
      expect(found).not.toBe('');
      expect(expected).not.toBe('');
    }
    for (const { scene } of plan.snapshots) expect(scene.fasta).toBe(file('tutorial.fa.gz'));
  }
});
