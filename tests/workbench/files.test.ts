import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Project } from '../../src-main/contract/index.ts';
import type { ModelLibrary } from '../../src-main/library/index.ts';
import { agreedOutputs } from '../../src-main/workbench/project/agreed-outputs.ts';
import type { OpenProject } from '../../src-main/workbench/project/open-project.ts';
import { filesOf, readProjectDocument } from '../../src-main/workbench/saved/project-document.ts';
import { bgzip } from '../formats/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';
import { requestSchemas } from '../../src-main/transport/request-schemas/index.ts';

async function begin(): Promise<{ bench: Bench; project: Project; folder: string }> {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const path = touch(folder, 'own.fa', `>chr1\n${'ACGT'.repeat(1000)}\n>2\nACGT\n`);
  return { bench, project: await bench.newProject({ path }), folder };
}

function headOf(name: string): string | Uint8Array {
  if (/\.bam$/i.test(name)) return Buffer.from([0x1f, 0x8b, 8, 4]);
  if (/\.cram$/i.test(name)) return 'CRAM';
  if (/\.(bw|bigwig)$/i.test(name)) return Buffer.from([0x26, 0xfc, 0x8f, 0x88]);
  return '##fileformat=VCFv4.2\n';
}

/** Where nothing is said of its content, it is what a file of that name begins with. */
function touch(folder: string, name: string, content: string | Uint8Array = headOf(name)): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it.each([
  ['reads.bam', 'alignment', 'bam', 'reads.bam.bai'],
  ['reads.bam', 'alignment', 'bam', 'reads.bai'],
  ['reads.bam', 'alignment', 'bam', 'reads.bam.csi'],
  ['reads.cram', 'alignment', 'cram', 'reads.cram.crai'],
  ['calls.vcf', 'variant', 'vcf', undefined],
  ['calls.vcf.gz', 'variant', 'vcf', 'calls.vcf.gz.tbi'],
  ['genes.gff3', 'annotation', 'gff3', undefined],
  ['genes.gff', 'annotation', 'gff3', undefined],
  ['genes.gff3.gz', 'annotation', 'gff3', 'genes.gff3.gz.csi'],
  ['genes.gtf.gz', 'annotation', 'gtf', undefined],
  ['peaks.bed', 'annotation', 'bed', undefined],
  ['PEAKS.BED.BGZ', 'annotation', 'bed', undefined],
  ['depth.bw', 'signal', 'bigwig', undefined],
  ['depth.bigWig', 'signal', 'bigwig', undefined],
])('%s is drawn as %s (%s, index %s)', async (name, kind, format, index) => {
  const { bench, project, folder } = await begin();
  const path = touch(folder, name);
  if (index !== undefined) touch(folder, index);
  const { project: after, said } = await bench.addFiles({ project: project.id, paths: [path] });
  expect(said).toEqual([`${name} was added.`]);
  expect(after.tracks).toMatchObject([{ name, kind, format, file: { name } }]);
  expect(after.tracks[0]?.index?.name).toBe(index);
  expect(bench.shelf).toContain(path);
  if (index !== undefined) expect(bench.shelf).toContain(join(folder, index));
});

it('of a file that is not added it is told why, and the others are added', async () => {
  const { bench, project, folder } = await begin();
  mkdirSync(join(folder, 'folder.bed'));
  const paths = [
    touch(folder, 'reads.bam'),
    touch(folder, 'notes.txt'),
    touch(folder, 'empty.vcf', ''),
    touch(folder, 'page.bw', '<!DOCTYPE html>'),
    join(folder, 'none.bed'),
    join(folder, 'folder.bed'),
    touch(folder, 'other.2bit'),
    project.path,
    touch(folder, 'old.megabase.json'),
    join(bench.locations.shippedModels, 'random-hawk'),
    touch(folder, 'peaks.bed'),
    join(folder, 'peaks.bed'),
    // As programs on Windows begin a text.
    touch(folder, 'marked.vcf', '\ufeff##fileformat=VCFv4.2\n'),
  ];
  const { project: after, said } = await bench.addFiles({ project: project.id, paths });
  const expected = [
    /reads\.bam has no index: .*reads\.bam\.bai or .*reads\.bam\.csi is needed\./,
    /notes\.txt cannot be drawn: its name does not tell its format\. Megabase draws BAM, .*, bedGraph and/,
    /empty\.vcf is not a VCF file: it is empty\. Megabase draws/,
    /page\.bw is not a bigWig file: it begins with "<!DO"\./,
    /There is no file .*none\.bed\./,
    /folder\.bed is a folder/,
    /other\.2bit is a genome: open it as a new project\./,
    /own\.megabase is a project: open it from the start page\./,
    /old\.megabase\.json is a project: open it from the start page\./,
    /random-hawk is a model: import it under Models\./,
    /^peaks\.bed was added\.$/,
    /^peaks\.bed is shown already\.$/,
    /^marked\.vcf was added\.$/,
  ];
  expect(said).toHaveLength(expected.length);
  expected.forEach((pattern, i) => expect(said[i]).toMatch(pattern));
  expect(after.tracks.map(({ name }) => name)).toEqual(['peaks.bed', 'marked.vcf']);
});

const bai = Buffer.from('BAI\x01\0\0\0\0', 'latin1');

it('an index among the files belongs to the file whose name it has, wherever both lie', async () => {
  const { bench, project, folder } = await begin();
  const elsewhere = join(folder, 'indexes');
  mkdirSync(elsewhere);
  const [one, other] = [touch(folder, 'one.bam'), touch(folder, 'other.bam')];
  const [oneIndex, otherIndex] = ['one.bam.bai', 'other.bai'].map((name) =>
    touch(elsewhere, name, bai),
  );
  const stray = touch(folder, 'third.bam.bai', bai);
  const paths = [otherIndex!, one, oneIndex!, other, stray];
  const { project: after, said } = await bench.addFiles({ project: project.id, paths });
  expect(said).toEqual([
    `one.bam was added, with the index ${oneIndex}.`,
    `other.bam was added, with the index ${otherIndex}.`,
    'third.bam.bai is an index: choose it with its file.',
  ]);
  expect(after.tracks.map(({ indexPath }) => indexPath)).toEqual([oneIndex, otherIndex]);
  expect(after.tracks.map(({ index }) => index?.name)).toEqual(['one.bam.bai', 'other.bai']);
  expect(bench.shelf).toContain(oneIndex);
});

it('reads without an index are named, and come with whatever is chosen; it is kept with the project', async () => {
  const { bench, project, folder } = await begin();
  const [reads, index] = [touch(folder, 'reads.bam'), touch(folder, 'reads.idx', bai)];
  const add = (chosen?: string) =>
    bench.addFiles({ project: project.id, paths: [reads], ...(chosen && { index: chosen }) });
  expect(await add()).toMatchObject({ indexless: [reads], project: { tracks: [] } });
  // Not anything at all is taken for an index.
  const text = touch(folder, 'notes.txt', Buffer.from('dear diary'));
  expect((await add(text)).said[0]).toMatch(
    /notes\.txt is not an index of .*: it begins with "dear"/,
  );
  expect((await add(join(folder, 'none.bai'))).said[0]).toMatch(/is not there: .*none\.bai/);
  const added = await add(index);
  expect(added.project.tracks).toMatchObject([{ indexPath: index, index: { name: 'reads.idx' } }]);
  await bench.close();

  const again = openBench(bench.locations);
  const opened = await again.openProject({ path: project.path });
  expect(opened.tracks).toMatchObject([{ indexPath: index }]);
  // Neither may be written over.
  const saved = { path: project.path, document: readProjectDocument(project.path) };
  const library = { list: () => [] } as unknown as ModelLibrary;
  await expect(agreedOutputs([index], [index], saved as OpenProject, library)).rejects.toThrow(
    /is read/,
  );

  rmSync(index);
  const lost = await again.openProject({ path: project.path });
  expect(lost.missing).toMatchObject([{ path: reads, lacksIndex: true }]);
  const elsewhere = touch(folder, 'moved.idx', bai);
  const file = lost.missing[0]!.id;
  await expect(again.relocate({ project: lost.id, file, path: reads })).rejects.toMatchObject({
    code: 'alignment-index',
  });
  const found = await again.relocate({ project: lost.id, file, path: reads, index: elsewhere });
  expect(found).toMatchObject({ missing: [], tracks: [{ id: file, indexPath: elsewhere }] });

  // What is no track any more, or lies elsewhere now, the project does not name.
  const named = () => filesOf(readProjectDocument(project.path)).map((path) => basename(path));
  await again.removeTrack({ project: lost.id, track: file });
  expect(named()).toEqual(['own.fa']);
  const back = await again.restoreTrack({ project: lost.id, track: file });
  expect(back.tracks).toMatchObject([{ id: file, indexPath: elsewhere }]);
  const moved = touch(folder, 'moved.bam');
  await again.relocate({ project: lost.id, file, path: moved, index: elsewhere });
  expect(named().toSorted()).toEqual(['moved.bam', 'moved.idx', 'own.fa']);
});

const genes = [
  '##gff-version 3',
  'chr1\t.\tmRNA\t101\t400\t.\t+\t.\tID=tx1;Name=Abc1',
  'chr1\t.\tgene\t101\t500\t.\t+\t.\tID=gene:G1;Name=ABC1',
  'chr1\t.\texon\t101\t200\t.\t+\t.\tID=exon1;Name=ABC1-exon',
  'chr1\t.\tgene\t1001\t9000\t.\t-\t.\tID=gene:G2;Name=ABC10',
  'chr2\t.\tgene\t2\t3\t.\t-\t.\tID=gene:G3;Name=Other',
  'chr9\t.\tgene\t2\t3\t.\t-\t.\tID=gene:G4;Name=Elsewhere',
  '',
].join('\n');

it('a gene is found by its name, exact names first, genes before transcripts', async () => {
  const { bench, project, folder } = await begin();
  const path = touch(folder, 'genes.gff3.gz', bgzip(genes));
  await bench.addFiles({ project: project.id, paths: [path] });
  const find = (text: string) => bench.findPlace({ project: project.id, text });
  expect(await find(' abc1 ')).toEqual([
    { label: 'ABC1 (gene)', region: { contig: 'chr1', start: 100, end: 500 } },
    { label: 'Abc1 (mRNA)', region: { contig: 'chr1', start: 100, end: 400 } },
    // It ends with the contig, whatever the annotation says.
    { label: 'ABC10 (gene)', region: { contig: 'chr1', start: 1000, end: 4000 } },
  ]);
  // An ID with a colon is no region; the annotation's chr2 is the genome's 2.
  expect(await find('gene:G3')).toEqual([
    { label: 'Other (gene)', region: { contig: '2', start: 1, end: 3 } },
  ]);
  for (const text of ['Elsewhere', 'exon1', 'nothing']) {
    await expect(find(text)).rejects.toMatchObject({
      code: 'contig-unknown',
      message: expect.stringContaining(`"${text}"`) as string,
    });
  }
  expect(await find('  ')).toEqual([]);
});

it('a gene of a GTF file is found, also where only its exons have lines', async () => {
  const { bench, project, folder } = await begin();
  const lines = [
    'chr1\t.\tgene\t101\t500\t.\t+\t.\tgene_id "G1"; gene_name "ABC1";',
    'chr1\t.\ttranscript\t101\t400\t.\t+\t.\tgene_id "G1"; transcript_id "T1"; gene_name "ABC1";',
    'chr1\t.\texon\t101\t200\t.\t+\t.\tgene_id "G1"; transcript_id "T1"; gene_name "ABC1";',
    'chr1\t.\texon\t1001\t1100\t.\t-\t.\tgene_id "G2"; gene_name "Abc12";',
    'chr1\t.\texon\t801\t900\t.\t-\t.\tgene_id "G2"; gene_name "Abc12";',
  ];
  const path = touch(folder, 'genes.gtf.gz', bgzip(`${lines.join('\n')}\n`));
  await bench.addFiles({ project: project.id, paths: [path] });
  const find = (text: string) => bench.findPlace({ project: project.id, text });
  const first = { label: 'ABC1 (gene)', region: { contig: 'chr1', start: 100, end: 500 } };
  const transcript = { ...first.region, end: 400 };
  const second = { label: 'Abc12 (gene)', region: { contig: 'chr1', start: 800, end: 1100 } };
  expect(await find('abc1')).toEqual([
    first,
    { label: 'ABC1 (transcript)', region: transcript },
    second,
  ]);
  expect(await find('abc12')).toEqual([second]);
  const exactly = (text: string) => bench.findPlace({ project: project.id, text, exact: true });
  expect(await exactly('abc1')).toEqual([
    first,
    { label: 'ABC1 (transcript)', region: transcript },
  ]);
  await expect(exactly('abc')).rejects.toMatchObject({
    code: 'contig-unknown',
    message: expect.stringMatching(/"abc"; with it begin ABC1 \(gene\), /) as string,
  });
  expect(await find('g2')).toEqual([second]);
});

it('a region of a BED file is found by its name, also in another case', async () => {
  const { bench, project, folder } = await begin();
  const text = 'chr1\t10\t20\tPeak_10\nchr1\t30\t40\tpeak_1\nchr1\t50\t60\n';
  const path = touch(folder, 'peaks.bed.gz', bgzip(text));
  await bench.addFiles({ project: project.id, paths: [path] });
  expect(await bench.findPlace({ project: project.id, text: 'PEAK_1' })).toEqual([
    { label: 'peak_1 (region)', region: { contig: 'chr1', start: 30, end: 40 } },
    { label: 'Peak_10 (region)', region: { contig: 'chr1', start: 10, end: 20 } },
  ]);
});

it('a region is found as a person writes it', async () => {
  const { bench, project } = await begin();
  const find = (text: string) => bench.findPlace({ project: project.id, text });
  const region = { contig: 'chr1', start: 1000, end: 2000 };
  expect(await find('chr1:1,001-2,000')).toEqual([{ label: 'chr1:1,001-2,000', region }]);
  expect(await find('chr2')).toEqual([
    { label: 'chr2', region: { contig: '2', start: 0, end: 4 } },
  ]);
  await expect(find('chr1:5,000')).rejects.toMatchObject({ code: 'region-outside' });
  await expect(find('chr1:20-10')).rejects.toMatchObject({ code: 'region-syntax' });
});

it('an annotation that was changed is read again', async () => {
  const { bench, project, folder } = await begin();
  const path = touch(folder, 'genes.gff3', genes);
  await bench.addFiles({ project: project.id, paths: [path] });
  const find = (text: string) => bench.findPlace({ project: project.id, text });
  await expect(find('New')).rejects.toMatchObject({ code: 'contig-unknown' });
  touch(folder, 'genes.gff3', `${genes}chr1\t.\tgene\t1\t9\t.\t+\t.\tID=n;Name=New\n`);
  expect(await find('New')).toHaveLength(1);
  touch(folder, 'genes.gff3', 'chr1\tbroken\n');
  await expect(find('New')).rejects.toMatchObject({ code: 'gff-format' });
  // Whatever else is broken or empty, what another file has is found.
  const others = [touch(folder, 'none.bed', ''), touch(folder, 'new.bed', 'chr1\t0\t9\tNew\n')];
  await bench.addFiles({ project: project.id, paths: others });
  expect(await find('New')).toHaveLength(1);
  touch(folder, 'genes.gff3', genes);
  await expect(find('Nothing')).rejects.toMatchObject({ code: 'contig-unknown' });
});

it('a folder is listed, folders first, numbers by their size, hidden files left out', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const folder = temporaryFolder();
  for (const name of ['chr10.fa', 'chr2.fa', '.hidden']) touch(folder, name);
  mkdirSync(join(folder, 'zebra'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
  symlinkSync('loop', join(folder, 'loop'));
  const listing = await bench.listFolder({ folder });
  expect(listing.folder).toBe(folder);
  expect(listing.parent).toBe(join(folder, '..'));
  expect(listing.entries.map(({ name, isFolder }) => [name, isFolder])).toEqual([
    ['zebra', true],
    ['broken', false],
    ['chr2.fa', false],
    ['chr10.fa', false],
    ['loop', false],
  ]);
  const sizes = listing.entries.map(({ bytes, modifiedAt }) => [bytes, modifiedAt !== undefined]);
  const size = statSync(join(folder, 'chr2.fa')).size;
  expect(sizes.slice(0, 3)).toEqual([
    [undefined, true],
    [undefined, false],
    [size, true],
  ]);
  expect((await bench.listFolder({ folder: '/' })).parent).toBeUndefined();
  expect((await bench.listFolder({})).entries).toBeInstanceOf(Array);
  for (const path of [join(folder, 'none'), join(folder, 'chr2.fa')]) {
    await expect(bench.listFolder({ folder: path })).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining(path) as string,
    });
  }
});

it('a dropped file is looked for by name, size and date, first where files are used', async () => {
  const { bench, folder } = await begin();
  const [used, below] = [folder, temporaryFolder()];
  for (const one of ['deep/er', 'other', '.hidden'])
    mkdirSync(join(below, one), { recursive: true });
  const date = new Date('2026-03-04T05:06:07.890Z');
  const put = (place: string, name: string, content: string, at = date) => {
    const path = touch(place, name, content);
    utimesSync(path, at, at);
    return path;
  };
  const own = put(used, 'a.bed', 'one');
  put(below, 'a.bed', 'one');
  const deep = put(join(below, 'deep/er'), 'b.bed', 'one');
  const older = put(join(below, 'other'), 'b.bed', 'two', new Date(date.getTime() - 60_000));
  put(below, 'b.bed', 'longer');
  put(join(below, '.hidden'), 'b.bed', 'one');
  symlinkSync(deep, join(below, 'deep/b.bed'));
  symlinkSync('..', join(below, 'deep/round'));
  const wanted = ['a.bed', 'b.bed', '../a.bed'].map((name) => {
    return { name, bytes: 3, modifiedAt: date.getTime() };
  });
  const found = await bench.findFiles({ files: wanted, below: [below, join(below, 'none')] });
  expect(found).toEqual([
    // What the project uses has it: copies elsewhere do not matter.
    [{ path: own, bytes: 3, modifiedAt: date.toISOString(), isSame: true }],
    [
      // The link that lies nearer is the same file.
      expect.objectContaining({ path: join(below, 'deep/b.bed'), isSame: true }),
      expect.objectContaining({ path: older, isSame: false }),
    ],
    [],
  ]);
  // A page does not say where.
  expect(requestSchemas.findFiles.safeParse({ files: wanted, below: [below] }).success).toBe(false);
  expect(requestSchemas.findFiles.safeParse({ files: wanted }).success).toBe(true);
});

it('a file whose index or which itself the system does not let be read keeps no project from opening', async () => {
  const { bench, project, folder } = await begin();
  const add = (path: string, index?: string) =>
    bench.addFiles({ project: project.id, paths: [path], ...(index !== undefined && { index }) });
  const [reads, calls] = [touch(folder, 'r.bam'), touch(folder, 'c.vcf')];
  const index = touch(folder, 'elsewhere.bai', 'BAI\x01');
  await add(reads, index);
  await add(calls);
  await bench.close();
  // A loop, and on Linux a file that can be opened but not read: for root, too.
  const broken = process.platform === 'linux' ? '/proc/self/mem' : 'elsewhere.bai';
  for (const [path, to] of [
    [index, broken],
    [calls, 'c.vcf'],
  ] as const) {
    rmSync(path);
    symlinkSync(to, path);
  }
  const again = openBench(bench.locations);
  const opened = await again.openProject({ path: project.path });
  expect(opened.genome).toBeDefined();
  expect(opened.tracks).toEqual([]);
  expect(opened.missing).toEqual([
    {
      ...{ id: expect.any(String) as string, path: reads, lacksIndex: true },
      reason: expect.stringMatching(/The index of .*r\.bam cannot be read \(E\w+\): /) as string,
    },
    {
      ...{ id: expect.any(String) as string, path: calls },
      reason: expect.stringMatching(/c\.vcf cannot be read \(ELOOP\)/) as string,
    },
  ]);
});
