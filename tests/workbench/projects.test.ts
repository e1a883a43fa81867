import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { bgzip, randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { twoBit } from '../support/write-twobit.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const letters = randomLetters(seeded(11), 5000, 'ACGT');
const provider = 'cpu';
const model = 'random-hawk';

function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A project with a genome, two tracks and a run, in folders beside each other. */
async function makeProject(bench: Bench, folder: string) {
  const genome = write(join(folder, 'data/own.fa'), `>chr1\n${wrap(letters, 60)}`);
  const bed = write(join(folder, 'data/peaks.bed'), 'chr1\t10\t20\n');
  const vcf = write(join(folder, 'data/calls.vcf'), '##fileformat=VCFv4.3\n');
  const { id: project } = await bench.newProject({ path: genome });
  await bench.addFiles({ project, paths: [bed, vcf] });
  await bench.updateProject({ project, locus: 'chr1:1-400', model });
  const { run } = await bench.predicted({ project, region: 'chr1:1-1,600', model, provider });
  const { project: described } = await bench.addFiles({ project, paths: [] });
  return { genome, bed, vcf, run, project: described };
}

it('the tutorial opens with its genome, annotation, variants and reads, and keeps its runs', async () => {
  const locations = {
    ...locationsIn(temporaryFolder()),
    shippedModels: join(root, 'native-models'),
  };
  const bench = openBench(locations);
  const opened = await bench.openGuide({ guide: 'tutorial' });
  expect(opened).toMatchObject({ name: 'Tutorial', guide: 'tutorial', model: 'hawk-tutorial' });
  expect(opened.genome).toMatchObject({ format: 'fasta', name: 'tutorial.fa.gz' });
  expect(opened.genome?.contigs.map(({ name }) => name)).toEqual(['chrT1', 'chrT2']);
  expect(opened.tracks.map(({ format }) => format)).toEqual(['gff3', 'vcf', 'bam']);
  expect(opened.tracks.map(({ index }) => index?.name)).toEqual([
    undefined,
    'sample.vcf.gz.tbi',
    'sample.bam.bai',
  ]);
  expect(opened.missing).toEqual([]);

  const region = 'chrT2:1,001-3,000';
  const asked = { project: opened.id, region, flank: 0, model: 'hawk-tutorial', provider } as const;
  const { run } = await bench.predicted(asked);
  await bench.close();

  const again = openBench(locations);
  // By either door it is the tutorial.
  const [recent] = await again.recentProjects();
  for (const project of [
    await again.openGuide({ guide: 'tutorial' }),
    await again.openProject(recent!),
  ]) {
    expect(project.guide).toBe('tutorial');
    expect(project.runs.map(({ id }) => id)).toEqual([run]);
    expect(project.runs[0]).toMatchObject({
      region: { contig: 'chrT2', start: 1000, end: 3000 },
      tracks: ['enhancer', 'insulator', 'promoter', 'expression'],
      shown: true,
    });
  }
});

it.each([
  ['plain', 'own.fa', `>chr1\n${wrap(letters, 60)}`, 'fasta'],
  ['bgzip', 'own.fa.gz', bgzip(`>chr1\n${wrap(letters, 60)}`), 'fasta'],
  ['2bit', 'own.2bit', twoBit([{ name: 'chr1', letters }]), '2bit'],
] as const)(
  'a project round a %s genome is there again after a restart',
  async (_kind, name, content, format) => {
    const folder = temporaryFolder();
    const locations = locationsIn(folder);
    const bench = openBench(locations);
    const made = await bench.newProject({ path: write(join(folder, 'data', name), content) });
    expect(made).toMatchObject({ name: 'own', guide: undefined, runs: [], missing: [] });
    expect(made.genome).toMatchObject({ format, contigs: [{ name: 'chr1', length: 5000 }] });
    expect(made.genome?.index === undefined).toBe(format === '2bit');
    expect(made.genome?.compressedIndex === undefined).toBe(name !== 'own.fa.gz');
    await bench.updateProject({ project: made.id, locus: 'chr1:1-400', model });
    const job = await bench.predicted({
      ...{ project: made.id, region: 'chr1:17-160', flank: 32, model, provider },
      tracks: ['track-1'],
    });
    await bench.updateProject({ project: made.id, shown: [] });
    await bench.close();

    const again = openBench(locations);
    expect(await again.recentProjects()).toMatchObject([
      { name: 'own', path: made.path, exists: true },
    ]);
    const project = await again.openProject({ path: made.path });
    expect(project).toMatchObject({ name: 'own', locus: 'chr1:1-400', model });
    expect(project.runs).toMatchObject([
      {
        id: job.run,
        region: { contig: 'chr1', start: 16, end: 160 },
        tracks: ['track-1'],
        shown: false,
        run: { interval: { contig: 'chr1', start: 0, end: 192 } },
      },
    ]);
  },
);

it('the same letters in FASTA and in 2bit are the same run', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const fasta = await bench.newProject({ path: write(join(folder, 'a.fa'), `>x\n${letters}\n`) });
  const packed = await bench.newProject({
    path: write(join(folder, 'a.2bit'), twoBit([{ name: 'y', letters }])),
  });
  await bench.predicted({ project: fasta.id, region: 'x', model, provider });
  const estimate = await bench.estimate({ project: packed.id, region: 'y', model, provider });
  expect(estimate.cached).toBe(true);
});

it('a file that is no genome makes no project', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const path = write(join(folder, 'text.fa'), 'no genome\n');
  await expect(bench.newProject({ path })).rejects.toMatchObject({ code: 'fasta-format' });
  await expect(bench.newProject({ path: join(folder, 'none.fa') })).rejects.toMatchObject({
    code: 'file-missing',
  });
  expect(await bench.recentProjects()).toEqual([]);
  expect(existsSync(join(folder, 'projects'))).toBe(false);
});

it('two projects of one name get files of their own', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const path = write(join(folder, 'own.fa'), '>a\nACGT\n');
  const first = await bench.newProject({ path });
  const second = await bench.newProject({ path });
  expect(second.path).not.toBe(first.path);
  expect(second.id).not.toBe(first.id);
});

it('a project opened twice at once is opened once', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { path } = await bench.newProject({ path: write(join(folder, 'o.fa'), '>a\nACGT\n') });
  await bench.close();
  const again = openBench(locations);
  const [one, other] = await Promise.all([
    again.openProject({ path }),
    again.openProject({ path }),
  ]);
  expect(one.id).toBe(other.id);
});

it('a project and its files can be moved together', async () => {
  const folder = temporaryFolder();
  const before = join(folder, 'before');
  const bench = openBench(locationsIn(before));
  const { project } = await makeProject(bench, before);
  await bench.close();
  const text = readFileSync(project.path, 'utf8');
  expect(text).not.toContain(before);

  const after = join(folder, 'after');
  renameSync(before, after);
  const again = openBench(locationsIn(after));
  const path = project.path.replace(before, after);
  const moved = await again.openProject({ path });
  expect(moved.missing).toEqual([]);
  expect(moved.tracks.map(({ name }) => name)).toEqual(['peaks.bed', 'calls.vcf']);
  expect(moved.runs).toHaveLength(1);
  expect(again.shelf).toContain(join(after, 'data/own.fa'));
});

it('a track that was moved is listed as missing, and relocating it mends it', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project, bed, run } = await makeProject(bench, folder);
  await bench.close();
  renameSync(bed, join(folder, 'elsewhere.bed'));

  const again = openBench(locations);
  const opened = await again.openProject({ path: project.path });
  expect(opened.missing).toMatchObject([
    { path: bed, reason: expect.stringContaining(bed) as string },
  ]);
  expect(opened.tracks.map(({ name }) => name)).toEqual(['calls.vcf']);
  expect(opened.runs.map(({ id }) => id)).toEqual([run]);
  expect(opened.locus).toBe('chr1:1-400');

  const file = opened.missing[0]!.id;
  const nowhere = join(folder, 'nowhere.bed');
  await expect(again.relocate({ project: opened.id, file, path: nowhere })).rejects.toMatchObject({
    code: 'file-missing',
  });
  const path = join(folder, 'elsewhere.bed');
  const mended = await again.relocate({ project: opened.id, file, path });
  expect(mended.missing).toEqual([]);
  expect(mended.tracks.map(({ id, name }) => [id, name])).toEqual([
    [file, 'elsewhere.bed'],
    [expect.any(String), 'calls.vcf'],
  ]);
});

it('reads whose index was deleted are listed with the reason, not dropped in silence', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { id: project, path } = await bench.newProject({
    path: write(join(folder, 'o.fa'), '>a\nACGT\n'),
  });
  const bam = write(join(folder, 'reads.bam'), Buffer.from([0x1f, 0x8b]));
  const bai = write(join(folder, 'reads.bam.bai'), 'any');
  await bench.addFiles({ project, paths: [bam] });
  await bench.close();
  renameSync(bai, `${bai}.gone`);
  const again = openBench(locations);
  const { missing, tracks } = await again.openProject({ path });
  expect(tracks).toEqual([]);
  expect(missing).toMatchObject([
    { path: bam, reason: expect.stringContaining('reads.bam.bai') as string },
  ]);
});

it('a genome that was moved is listed as missing, and relocating it mends it', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project, genome, run } = await makeProject(bench, folder);
  await bench.close();
  renameSync(genome, join(folder, 'moved.fa'));

  const again = openBench(locations);
  const opened = await again.openProject({ path: project.path });
  expect(opened.genome).toBeUndefined();
  expect(opened.missing).toMatchObject([{ id: 'genome', path: genome }]);
  expect(opened.tracks).toHaveLength(2);
  expect(opened.runs).toHaveLength(1);
  // What needs the genome says so, and names the file.
  const asked = { project: opened.id, region: 'chr1:1-100', model, provider } as const;
  const named = { code: 'file-missing', message: expect.stringContaining(genome) as string };
  await expect(again.predict(asked)).rejects.toMatchObject(named);
  await expect(again.estimate(asked)).rejects.toMatchObject(named);
  await expect(again.findPlace({ project: opened.id, text: 'chr1' })).rejects.toMatchObject(named);

  const other = write(join(folder, 'other.fa'), '>chr1\nACGT\n');
  const relocate = (path: string) => again.relocate({ project: opened.id, file: 'genome', path });
  await expect(relocate(other)).rejects.toMatchObject({ code: 'contig-unknown' });
  const mended = await relocate(join(folder, 'moved.fa'));
  expect(mended.missing).toEqual([]);
  expect(mended.genome?.name).toBe('moved.fa');
  await again.close();

  const third = openBench(locations);
  const last = await third.openProject({ path: project.path });
  expect(last.missing).toEqual([]);
  expect(last.runs.map(({ id }) => id)).toEqual([run]);
});

it('a genome that came back is found when the project is opened again', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project, genome } = await makeProject(bench, folder);
  await bench.close();
  renameSync(genome, `${genome}.away`);
  const again = openBench(locations);
  expect((await again.openProject({ path: project.path })).genome).toBeUndefined();
  renameSync(`${genome}.away`, genome);
  expect((await again.openProject({ path: project.path })).missing).toEqual([]);
});

it('a damaged project file says so, and others can be opened', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const genome = write(join(folder, 'o.fa'), '>a\nACGT\n');
  const { path } = await bench.newProject({ path: genome });
  const good = await bench.newProject({ path: genome });
  await bench.close();
  writeFileSync(path, '{"formatVersion": 1');
  const again = openBench(locations);
  await expect(again.openProject({ path })).rejects.toMatchObject({
    code: 'project-format',
    message: expect.stringContaining(path) as string,
  });
  writeFileSync(path, '{"formatVersion": 2}');
  await expect(again.openProject({ path })).rejects.toMatchObject({ code: 'project-format' });
  const round = join(folder, 'round.megabase');
  symlinkSync('round.megabase', round);
  await expect(again.openProject({ path: round })).rejects.toMatchObject({
    code: 'file-unreadable',
  });
  await expect(again.openProject({ path: `${path}.none` })).rejects.toMatchObject({
    code: 'file-missing',
  });
  expect((await again.openProject({ path: good.path })).missing).toEqual([]);
});

it('a project is a .megabase file; one with the older ending opens, and keeps its name', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const genome = write(join(folder, 'own.fa'), '>a\nACGT\n');
  const made = await bench.newProject({ path: genome });
  expect(made.path).toBe(join(locations.projects, 'own.megabase'));
  await bench.openGuide({ guide: 'tutorial' });
  await bench.close();
  const older = (name: string) => join(locations.projects, `${name}.megabase.json`);
  for (const name of ['own', 'tutorial']) {
    renameSync(join(locations.projects, `${name}.megabase`), older(name));
  }
  writeFileSync(join(locations.projects, 'recent.json'), '[]');
  const again = openBench(locations);
  const opened = await again.openProject({ path: older('own') });
  await again.updateProject({ project: opened.id, locus: 'a:1-3' });
  expect(readFileSync(older('own'), 'utf8')).toContain('a:1-3');
  const guide = await again.openGuide({ guide: 'tutorial' });
  expect(guide).toMatchObject({ path: older('tutorial'), guide: 'tutorial' });
  // A new one neither takes its place nor its name.
  const second = await again.newProject({ path: genome });
  expect(second.path).toBe(join(locations.projects, 'own 2.megabase'));
  expect(
    readdirSync(locations.projects)
      .filter((name) => name.includes('.megabase'))
      .sort(),
  ).toEqual(['own 2.megabase', 'own.megabase.json', 'tutorial.megabase.json']);
});

it("the tutorial's damaged project is set aside, and the tutorial begins anew", async () => {
  const locations = locationsIn(temporaryFolder());
  const path = write(join(locations.projects, 'tutorial.megabase'), '{ cut');
  const bench = openBench(locations);
  const error = (await bench
    .openGuide({ guide: 'tutorial' })
    .catch((thrown: unknown) => thrown)) as Error;
  expect(error).toMatchObject({ code: 'project-format' });
  const aside = /It is now (\S+);/.exec(error.message)![1]!;
  expect(readFileSync(aside, 'utf8')).toBe('{ cut');
  expect((await bench.openGuide({ guide: 'tutorial' })).path).toBe(path);
});

it('a damaged list of recent projects is made again from the projects', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { path } = await bench.newProject({ path: write(join(folder, 'o.fa'), '>a\nACGT\n') });
  writeFileSync(join(locations.projects, 'recent.json'), '[{"name": 3');
  expect(await bench.recentProjects()).toMatchObject([{ name: 'o', path, exists: true }]);
  await bench.openProject({ path });
  expect(JSON.parse(readFileSync(join(locations.projects, 'recent.json'), 'utf8'))).toHaveLength(1);
});

it('a damaged cache fails one request and is a new one for the next', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project } = await makeProject(bench, folder);
  await bench.close();
  writeFileSync(join(locations.cache, 'predictions.sqlite'), 'no database'.repeat(1000));
  const again = openBench(locations);
  await expect(again.openProject({ path: project.path })).rejects.toMatchObject({
    code: 'cache-damaged',
  });
  const opened = await again.openProject({ path: project.path });
  expect(opened.runs).toEqual([]);
  expect(opened.lostRuns).toMatchObject([{ region: { contig: 'chr1', start: 0, end: 1600 } }]);
  const asked = { project: opened.id, region: 'chr1:1-1,600', model, provider } as const;
  const { run } = await again.predicted(asked);
  const { project: after } = await again.addFiles({ project: opened.id, paths: [] });
  expect(after.runs.map(({ id }) => id)).toEqual([run]);
});

it('a request for a project that is not open is refused', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  await expect(bench.addFiles({ project: 'none', paths: [] })).rejects.toMatchObject({
    code: 'project-unknown',
  });
});

it('a removed track is gone after a restart too', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project } = await makeProject(bench, folder);
  const track = project.tracks[0]!.id;
  const after = await bench.removeTrack({ project: project.id, track });
  expect(after.tracks.map(({ name }) => name)).toEqual(['calls.vcf']);
  await expect(bench.removeTrack({ project: project.id, track })).rejects.toMatchObject({
    code: 'file-missing',
  });
  await bench.close();
  const { tracks } = await openBench(locations).openProject({ path: project.path });
  expect(tracks.map(({ name }) => name)).toEqual(['calls.vcf']);
});

it('tracks that were removed come back in their places, with their ids, whatever came between', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const genome = write(join(folder, 'o.fa'), '>chr1\nACGT\n');
  const beds = ['a', 'b', 'c', 'd'].map((name) =>
    write(join(folder, `${name}.bed`), 'chr1\t1\t2\n'),
  );
  const { id: project } = await bench.newProject({ path: genome });
  const { tracks } = (await bench.addFiles({ project, paths: beds.slice(0, 3) })).project;
  const [a, b, c] = tracks.map(({ id }) => id);
  const names = (after: { tracks: readonly { name: string }[] }) =>
    after.tracks.map(({ name }) => name[0]).join('');
  await bench.removeTrack({ project, track: b! });
  await bench.removeTrack({ project, track: a! });
  await bench.addFiles({ project, paths: beds.slice(3) });
  expect(names(await bench.restoreTrack({ project, track: a! }))).toBe('acd');
  const whole = await bench.restoreTrack({ project, track: b! });
  expect(names(whole)).toBe('abcd');
  expect(whole.tracks.slice(0, 3).map(({ id }) => id)).toEqual([a, b, c]);
  expect(names(await bench.restoreTrack({ project, track: b! }))).toBe('abcd');
  // One that is missing by now, too: it can be located then.
  await bench.removeTrack({ project, track: c! });
  rmSync(beds[2]!);
  const { missing } = await bench.restoreTrack({ project, track: c! });
  expect(missing.map(({ id }) => id)).toEqual([c]);
  await expect(bench.restoreTrack({ project, track: 'none' })).rejects.toMatchObject({
    code: 'file-missing',
  });
});

it('a copy of a project in another folder is a project of its own', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const { project } = await makeProject(bench, folder);
  const copy = join(dirname(project.path), 'copy.megabase');
  copyFileSync(project.path, copy);
  const opened = await bench.openProject({ path: copy });
  expect(opened.id).not.toBe(project.id);
  expect(opened.runs).toEqual(project.runs);
});

it('a list made from the project as it was writes over no change that came between', async () => {
  const folder = temporaryFolder();
  const bench = openBench(locationsIn(folder));
  const { id: project, revision } = await bench.newProject({
    path: write(join(folder, 'o.fa'), '>a\nACGT\n'),
  });
  const mark = (start: number) => ({ contig: 'a', start, end: start + 1 });
  // Where a window looks is no change of what others see.
  await bench.updateProject({ project, locus: 'a:1-2' });
  const after = await bench.updateProject({ project, revision, marks: [mark(0)] });
  const late = bench.updateProject({ project, revision, marks: [mark(2)] });
  await expect(late).rejects.toMatchObject({ code: 'project-changed' });
  const both = [mark(0), mark(2)];
  const last = await bench.updateProject({ project, revision: after.revision, marks: both });
  expect(last.marks).toEqual(both);
});

it('marked regions are kept, and every window is told of them', async () => {
  const folder = temporaryFolder();
  const locations = locationsIn(folder);
  const bench = openBench(locations);
  const path = write(join(folder, 'own.fa'), `>chr1\n${wrap(letters, 60)}`);
  const made = await bench.newProject({ path });
  expect(made.marks).toEqual([]);
  const marks = [
    { contig: 'chr1', start: 400, end: 900, name: 'promoter' },
    { contig: 'chr1', start: 0, end: 10 },
  ];
  await bench.updateProject({ project: made.id, marks });
  expect(bench.seen.at(-1)).toMatchObject({ kind: 'project', project: { marks } });
  await bench.updateProject({ project: made.id, locus: 'chr1:1-400' });
  await bench.close();

  const again = openBench(locations);
  const opened = await again.openProject({ path: made.path });
  expect(opened.marks).toEqual(marks);
  await again.updateProject({ project: opened.id, marks: [] });
  await again.close();

  // A project that was saved before there were any.
  const { marks: none, ...old } = JSON.parse(readFileSync(made.path, 'utf8')) as { marks: object };
  expect(none).toEqual([]);
  writeFileSync(made.path, JSON.stringify(old));
  expect((await openBench(locations).openProject({ path: made.path })).marks).toEqual([]);
});
