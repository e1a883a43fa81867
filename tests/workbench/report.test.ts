import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { ReportSubject } from '../../src-main/contract/index.ts';
import { readReportProject } from '../../src-main/workbench/index.ts';
import { randomLetters, seeded, wrap } from '../formats/fixtures.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

const model = 'random-hawk';
const provider = 'cpu' as const;
const letters = randomLetters(seeded(6), 4000, 'ACGT');

/** A project with a run, a map and scored variants. */
async function made(bench: Bench) {
  const folder = join(bench.locations.projects, '..');
  const files = ['own.fa', 'genes.gff3', 'own.vcf'].map((name) => join(folder, name));
  const [fasta, genes, calls] = files as [string, string, string];
  writeFileSync(fasta, `>chr1\n${wrap(letters, 60)}`);
  const gene = ['chr1', '.', 'gene', 501, 900, '.', '+', '.', 'ID=g1;Name=First'];
  writeFileSync(genes, `##gff-version 3\n${gene.join('\t')}\n`);
  const alt = letters[699] === 'A' ? 'C' : 'A';
  const rows = [
    '##fileformat=VCFv4.3',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
    `chr1\t700\trs1\t${letters[699]}\t${alt}\t.\t.\t.`,
    `chr1\t800\t.\t${letters[799]}\t<DEL>\t.\t.\t.`,
  ];
  writeFileSync(calls, `${rows.join('\n')}\n`);
  const opened = await bench.newProject({ path: fasta });
  const { id: project } = opened;
  const { project: withFiles } = await bench.addFiles({ project, paths: [genes, calls] });
  const track = (name: string) => withFiles.tracks.find((one) => one.name === name)!.id;
  const asked = { project, model, provider, region: 'chr1:401-1,000', flank: 200 };
  const { run } = await bench.predicted(asked);
  const { map } = await bench.ended(
    await bench.findEffects({
      ...{ ...asked, targets: track('genes.gff3'), knockOut: { kind: 'n' } },
      elements: { kind: 'tile', bp: 100 },
      background: 2,
    }),
  );
  const scoring = { source: track('own.vcf'), masked: false, haplotypes: false };
  const { variants: set } = await bench.ended(await bench.scoreVariants({ ...asked, ...scoring }));
  const { source } = scoring;
  return { folder, project, path: opened.path, run, map: map!, set: set!, source };
}

it('of scored variants, a map or a run is written as a job, from what is kept', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { folder, project, path: file, run, map, set } = await made(bench);
  const subjects: [ReportSubject, RegExp][] = [
    [{ kind: 'variants', set }, /<h1>Variants of own\.vcf<\/h1>[^]*rs1[^]*Symbolic allele/],
    [{ kind: 'map', map }, /<h1>chr1:401-1,000<\/h1>[^]*Knocked out[^]*6 elements/],
    [{ kind: 'run', run }, /<h1>chr1:401-1,000<\/h1>[^]*1 gene in chr1:401-1,000/],
  ];
  for (const [subject, expected] of subjects) {
    const path = join(folder, `${subject.kind}.html`);
    const request = { project, subject, path, maxRows: 50, provider };
    const job = await bench.ended(await bench.writeReport(request));
    expect(job, subject.kind).toMatchObject({ kind: 'report', state: 'done' });
    expect(job.result).toMatch(`Wrote ${path}, `);
    // Nothing was computed for it.
    expect(job.progress).toBeUndefined();
    const page = readFileSync(path, 'utf8');
    expect(page).toMatch(expected);
    expect(page).toContain(`--project ${basename(file)}`);
    // Agreed to be replaced or not.
    await expect(bench.writeReport(request)).rejects.toMatchObject({ code: 'output-exists' });
    const again = await bench.ended(await bench.writeReport({ ...request, replace: [path] }));
    expect(again.state).toBe('done');
  }
  const [ofRun, ofMap] = ['run', 'map'].map((name) =>
    readFileSync(join(folder, `${name}.html`), 'utf8'),
  );
  expect(ofRun).not.toContain('Knocked out');
  expect(ofRun).toContain('--region chr1:401-1000 --flank 200 ');
  expect(ofMap).toContain('at 2 random places');

  const over = { project, subject: { kind: 'run', run }, maxRows: 1, provider } as const;
  const attempt = bench.writeReport({ ...over, path: join(folder, 'own.fa') });
  await expect(attempt).rejects.toMatchObject({ code: 'usage' });
});

it('of a region pictures the maps of bases in it, for the command too, and shows the tracks asked for', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { folder, project, path: file, run } = await made(bench);
  const readout = { kind: 'track', track: 'track-0' } as const;
  for (const [region, question] of [
    ['chr1:611-640', { kind: 'dependencies' }],
    ['chr1:511-550', { kind: 'mutagenesis', readout }],
    ['chr1:2,511-2,520', { kind: 'mutagenesis', readout }],
  ] as const) {
    const asked = { project, region, flank: 100, model, provider, question };
    expect(await bench.ended(await bench.findBaseMap(asked))).toMatchObject({ state: 'done' });
  }
  const path = join(folder, 'run.html');
  const request = { project, subject: { kind: 'run', run }, path, maxRows: 50, provider } as const;
  const job = await bench.ended(await bench.writeReport(request));
  // Nothing was computed for it.
  expect(job).toMatchObject({ state: 'done' });
  expect(job.progress).toBeUndefined();
  const window = readFileSync(path, 'utf8');
  await bench.close();

  const out = join(folder, 'command.html');
  const { shippedModels, cache } = bench.locations;
  const command = [
    ...['report', '--project', file, '--model', join(shippedModels, model), '--cache', cache],
    ...['--region', 'chr1:401-1,000', '--flank', '200', '--no-effects', '--provider', provider],
  ];
  const home = join(folder, 'home');
  expectSuccess(await megabase([...command, '--out', out], { home }));
  const captions = (page: string) =>
    [...page.matchAll(/<figcaption>([^]*?)<\/figcaption>/g)].map(([, text]) => text!.trim());
  expect(captions(window).map((text) => text.split(/[.:] |, chr1/)[0])).toEqual([
    'From top to bottom',
    'Mutagenesis',
    'Dependencies of bases',
  ]);
  expect(captions(window)[1]).toContain('chr1:511-550. A column is a base');
  const pictures = (page: string) => page.match(/<svg[^]*?<\/svg>/g)!.slice(1);
  expect(pictures(window)).toHaveLength(2);
  expect(pictures(readFileSync(out, 'utf8'))).toEqual(pictures(window));

  // Without their values in the cache they are not computed again unasked.
  const other = join(folder, 'other.html');
  const anew = await megabase([...command, '--cache', join(folder, 'none'), '--out', other], {
    home,
  });
  expectSuccess(anew);
  expect(anew.stderr).toContain('The mutagenesis of chr1:511-550 is not pictured: its values');
  const without = readFileSync(other, 'utf8');
  expect(captions(without)).toHaveLength(1);
  expect(without).toContain('The dependency map of chr1:611-640 is not pictured');

  const fewer = join(folder, 'fewer.html');
  expectSuccess(await megabase([...command, '--tracks', 'track-1', '--out', fewer], { home }));
  const page = readFileSync(fewer, 'utf8');
  expect(page).toContain('--tracks track-1 --no-effects');
  const { outputs } = JSON.parse(
    readFileSync(join(shippedModels, model, 'manifest.json'), 'utf8'),
  ) as { outputs: { tracks?: { id: string; label: string }[] }[] };
  const [first, second] = outputs.flatMap(({ tracks = [] }) => tracks);
  const [labels] = page.match(/<h2>What the model predicts here<\/h2>[^]*?<\/table>/)!;
  expect(labels).toContain(second!.label);
  expect(labels).not.toContain(first!.label);
  const wrong = await megabase([...command, '--tracks', 'none', '--out', fewer], { home });
  expectFailure(wrong, { exit: 2, code: 'track-unknown', message: /no track "none"/ });
});

it('that is cancelled leaves nothing, and what is gone from the project is said', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { folder, project, map } = await made(bench);
  const path = join(folder, 'r.html');
  const request = { project, path, maxRows: 50, provider };
  const before = readdirSync(folder);
  const job = await bench.writeReport({ ...request, subject: { kind: 'map', map } });
  await bench.cancelJob({ id: job.id });
  expect((await bench.ended(job)).state).toBe('cancelled');
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder)).toEqual(before);
  await bench.deleteMap({ project, map });
  const gone = bench.writeReport({ ...request, subject: { kind: 'map', map } });
  await expect(gone).rejects.toMatchObject({ code: 'project-entry-unknown' });
});

it('of a run whose model nobody noted is by the model that made it', async () => {
  const locations = locationsIn(temporaryFolder());
  const first = openBench(locations);
  const { folder, path: file, run } = await made(first);
  await first.close();
  const saved = JSON.parse(readFileSync(file, 'utf8')) as { runs: { model?: string }[] };
  for (const one of saved.runs) delete one.model;
  writeFileSync(file, JSON.stringify({ ...saved, model: 'hawk-tutorial' }));

  const bench = openBench(locations);
  const { id: project } = await bench.openProject({ path: file });
  const [path, subject] = [join(folder, 'r.html'), { kind: 'run', run: run } as const];
  const request = { project, subject, path, maxRows: 5, provider };
  expect((await bench.ended(await bench.writeReport(request))).progress).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toContain(`--model ${model} `);
});

it('names an older set of the same file by its id', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { folder, project, path: file, set, source } = await made(bench);
  const scoring = { project, model, provider, source, haplotypes: false };
  const other = { ...scoring, region: 'chr1:401-1,000', flank: 100, masked: false };
  const newer = (await bench.ended(await bench.scoreVariants(other))).variants!;
  const names = [];
  for (const id of [set, newer]) {
    const path = join(folder, `${id}.html`);
    const request = { project, subject: { kind: 'variants', set: id }, maxRows: 5 } as const;
    await bench.ended(await bench.writeReport({ ...request, path, provider }));
    names.push(/--variants (\S+)/.exec(readFileSync(path, 'utf8'))![1]);
  }
  expect(names).toEqual([set.slice(0, 12), 'own.vcf']);
  const found = readReportProject(file, names[0], { provider, threads: 1 });
  expect(found.variants).toMatchObject({ flank: 200 });
});

it('a saved project says what a report on its variants or a region of it is made from', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const { folder, path, set } = await made(bench);
  const compute = { provider, threads: 1 };
  const source = join(folder, 'own.vcf');
  for (const name of [true, 'own.vcf', set.slice(0, 8)] as const) {
    expect(readReportProject(path, name, compute)).toMatchObject({
      ...{ fasta: join(folder, 'own.fa'), model },
      annotation: join(folder, 'genes.gff3'),
      variants: { source: { kind: 'vcf', path: source }, flank: 200 },
    });
  }
  expect(readReportProject(path, undefined, compute).variants).toBeUndefined();
  expect(() => readReportProject(path, 'other.vcf', compute)).toThrow(/it has those of own\.vcf/);
});
