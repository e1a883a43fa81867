import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Job } from '../../src-main/contract/index.ts';
import { FileRegistry } from '../../src-main/transport/index.ts';
import { createWorkbench } from '../../src-main/workbench/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { toolClient } from './tool-client.ts';

const { folder, call } = toolClient();
const model = 'hawk-tutorial';

interface Summary {
  readonly name: string;
  readonly path: string;
  readonly model?: string;
  readonly files: readonly { id: string; kind: string; path: string }[];
  readonly marks: readonly { region: string; name?: string }[];
  readonly runs: readonly { id: string; region: string; shown: boolean; tracks: string[] }[];
  readonly maps: readonly { id: string; elements: number }[];
  readonly variantSets: readonly { id: string; scored: number; source: string }[];
}

async function done(name: string, given: Readonly<Record<string, unknown>> = {}): Promise<Summary> {
  const { isError, value } = await call(name, given);
  expect(isError, JSON.stringify(value)).toBe(false);
  return value as Summary;
}

async function refused(name: string, given: Readonly<Record<string, unknown>>) {
  const { isError, value } = await call(name, given);
  expect(isError, JSON.stringify(value)).toBe(true);
  return (value as { error: { code: string; message: string } }).error;
}

/** Files of the tutorial under a name of the test's own. */
function ownFiles(name: string): string {
  const own = join(folder, name);
  mkdirSync(own);
  for (const [from, to] of [
    ['tutorial.fa.gz', `${name}.fa.gz`],
    ['tutorial.fa.gz.fai', `${name}.fa.gz.fai`],
    ['tutorial.fa.gz.gzi', `${name}.fa.gz.gzi`],
    ['tutorial.gff3', 'genes.gff3'],
  ] as const) {
    copyFileSync(join('resources/tutorial', from), join(own, to));
  }
  return own;
}

it('a task on a project: made, read, marked, shown in a figure, and taken back', async () => {
  ownFiles('study');
  const made = await done('project_new', {
    genome: 'study/study.fa.gz',
    files: ['study/genes.gff3'],
  });
  expect(made).toMatchObject({ name: 'study', files: [{ kind: 'annotation' }], runs: [] });
  const { projects } = (await done('projects_list')) as unknown as { projects: object[] };
  expect(projects).toMatchObject([{ name: 'study', path: made.path }]);

  await done('project_choose', { project: 'study', model, locus: 'chrT1:1-20,000' });
  const predicted = await done('project_predict', {
    ...{ project: 'study', region: 'chrT2:1-30,000', provider: 'cpu', flank: 0 },
  });
  expect(predicted.runs).toMatchObject([{ region: 'chrT2:1-30,000', shown: true }]);
  const effects = await done('project_effects', {
    ...{ project: made.path, region: 'chrT2:1-30,000', provider: 'cpu', flank: 0 },
    elements: { kind: 'tile', bp: 10_000 },
  });
  expect(effects.maps).toMatchObject([{ elements: 3 }]);
  const marked = await done('project_mark', {
    project: 'study',
    add: [{ region: 'chrT2:1,001-2,000', name: 'here' }],
  });
  expect(marked).toMatchObject({
    model,
    marks: [{ region: 'chrT2:1,001-2,000', name: 'here' }],
    runs: [{}],
    maps: [{}],
  });
  const figure = await call('project_figure', {
    ...{ project: 'study', region: 'chrT2:1-30,000', out: 'study/view.svg' },
  });
  expect(figure.isError, figure.texts[0]).toBe(false);
  expect(figure.links).toHaveLength(1);
  expect(readFileSync(join(folder, 'study/view.svg'), 'utf8')).toContain('genes.gff3');
  expect(
    await refused('project_figure', {
      ...{ project: 'study', region: 'chrT2:1-30,000', out: 'study/view.svg' },
    }),
  ).toMatchObject({ code: 'output-exists' });

  const undone: (Summary & { readonly undone?: string })[] = [];
  for (let i = 0; i < 4; i++) undone.push(await done('project_undo', { project: 'study' }));
  expect(undone[0]).toMatchObject({ undone: 'marks', marks: [] });
  expect(undone[1]).toMatchObject({ maps: [], runs: [{}] });
  expect(undone[2]).toMatchObject({ runs: [] });
  expect(undone[3]!.undone).toBe('model and locus');
  expect(undone[3]!.model).toBeUndefined();
  expect(await refused('project_undo', { project: 'study' })).toMatchObject({ code: 'usage' });
});

it('variants of a file of the project are scored into it', async () => {
  const genome = await done('project_describe', { project: 'tutorial' });
  expect(genome.files.map(({ kind }) => kind)).toContain('variant');
  const sample = genome.files.find(({ kind }) => kind === 'variant')!;
  const scored = await done('project_variants', {
    ...{ project: 'tutorial', source: sample.path, region: 'chrT2:1-20,000' },
    ...{ provider: 'cpu', flank: 0 },
  });
  expect(scored.variantSets).toMatchObject([{ source: 'sample.vcf.gz' }]);
  const { id, scored: count } = scored.variantSets[0]!;
  expect(count).toBeGreaterThan(0);
  const report = await call('project_report', {
    ...{ project: 'tutorial', result: id, out: 'variants.html' },
  });
  expect(report.isError, report.texts[0]).toBe(false);
  expect(report.links).toHaveLength(1);
  expect(readFileSync(join(folder, 'variants.html'), 'utf8')).toContain('sample.vcf.gz');
  expect(
    await refused('project_report', {
      ...{ project: 'tutorial', result: 'none', out: 'none.html' },
    }),
  ).toMatchObject({ code: 'usage' });
});

it('a window that has the same project open shows what a call has changed, and loses nothing of its own', async () => {
  ownFiles('shared');
  const { path } = await done('project_new', { genome: 'shared/shared.fa.gz' });
  const window = createWorkbench({ locations: findLocations(), files: new FileRegistry() });
  try {
    const opened = await window.workbench.openProject({ path });
    const heard: (readonly object[])[] = [];
    window.events.subscribe((event) => {
      if (event.kind === 'project') heard.push(event.project.marks);
    });
    await done('project_mark', {
      project: 'shared',
      add: [{ region: 'chrT2:1-10', name: 'call' }],
    });
    await expect.poll(() => heard.at(-1)).toMatchObject([{ name: 'call' }]);
    // Without waiting for what it would be told.
    await done('project_add_files', { project: 'shared', files: ['shared/genes.gff3'] });
    await window.workbench.updateProject({ project: opened.id, model });
    const now = await done('project_describe', { project: 'shared' });
    expect(now).toMatchObject({ model, files: [{}], marks: [{ name: 'call' }] });
  } finally {
    await window.close();
  }
});

it('what calls take back is their own: what a window has changed since stays', async () => {
  ownFiles('both');
  const { path } = await done('project_new', { genome: 'both/both.fa.gz' });
  const window = createWorkbench({
    ...{ locations: findLocations(), files: new FileRegistry() },
    startComputeProcess: sharedComputeProcess,
  });
  try {
    const { workbench } = window;
    const opened = await workbench.openProject({ path });
    const project = opened.id;
    await workbench.updateProject({ project, model, locus: 'chrT1:1-10' });
    await done('project_choose', { project: 'both', model: 'caduceus-tutorial', locus: 'chrT2' });
    const predict = { region: 'chrT2:1-2,000', provider: 'cpu', flank: 0, tracks: [] } as const;
    const asked = done('project_predict', { project: 'both', model, ...predict });
    // While the call computes, or waits for the processor.
    const ended = Promise.withResolvers<Job>();
    window.events.subscribe((event) => {
      if (event.kind === 'job' && event.job.state === 'done') ended.resolve(event.job);
    });
    await workbench.predict({ ...predict, project, model, region: 'chrT1:1-2,000' });
    await ended.promise;
    expect((await asked).runs).toMatchObject([{ region: 'chrT2:1-2,000' }]);
    const [, other] = (await done('project_describe', { project: 'both' })).runs.toSorted((a, b) =>
      b.region.localeCompare(a.region),
    );
    await done('project_mark', {
      ...{ project: 'both' },
      add: [{ region: 'chrT2:1-10', name: 'call' }, { region: 'chrT2:1-10' }],
    });
    await done('project_show', { project: 'both', hide: [other!.id] });
    const { marks } = await workbench.openProject({ path });
    expect(marks).toHaveLength(1);
    await workbench.updateProject({
      ...{ project, locus: 'chrT1:5-10' },
      marks: [...marks, { contig: 'chrT1', start: 0, end: 5, name: 'window' }],
    });
    expect(await refused('project_show', { project: 'both', show: ['none'] })).toMatchObject({
      code: 'usage',
    });

    const undone: Summary[] = [];
    for (let i = 0; i < 4; i++) undone.push(await done('project_undo', { project: 'both' }));
    expect(undone[0]!.runs.every(({ shown }) => shown)).toBe(true);
    expect(undone[1]!.marks).toEqual([{ region: 'chrT1:1-5', name: 'window' }]);
    expect(undone[2]!.runs).toMatchObject([{ region: 'chrT1:1-2,000' }]);
    expect(undone[3]).toMatchObject({ undone: 'model and locus', model, locus: 'chrT1:5-10' });
  } finally {
    await window.close();
  }
});

it('refuses projects and files that are not open to it', async () => {
  expect(await refused('project_describe', { project: 'nobody' })).toMatchObject({
    code: 'usage',
  });
  expect(await refused('project_describe', { project: '/etc/own.megabase' })).toMatchObject({
    code: 'path-outside',
  });
  expect(await refused('project_new', { genome: '/etc/genome.fa' })).toMatchObject({
    code: 'path-outside',
  });
  // It would never end to read it.
  expect(await refused('project_undo', { project: '/dev/zero' })).toMatchObject({
    code: 'path-outside',
  });
  const forged = join(folder, 'forged.megabase');
  for (const named of [
    { genome: '/etc/hosts', tracks: [] },
    { genome: 'own.fa', tracks: ['own.bam'], indexes: { 'own.bam': '/etc/hosts' } },
  ]) {
    writeFileSync(forged, JSON.stringify({ formatVersion: 1, name: 'forged', ...named, runs: [] }));
    const { code, message } = await refused('project_describe', { project: 'forged.megabase' });
    expect(code).toBe('path-outside');
    expect(message).toContain('/etc/hosts');
  }
  expect(
    await refused('project_add_files', { project: 'tutorial', files: ['/etc/x.bed'] }),
  ).toMatchObject({ code: 'path-outside' });
  expect(
    await refused('project_predict', { project: 'tutorial', region: 'chrT9:1-10' }),
  ).toMatchObject({ code: 'contig-unknown' });
});

it.skipIf(process.platform === 'win32')('refuses a project that is a pipe', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.megabase')]);
  const { code, message } = await refused('project_describe', { project: 'pipe.megabase' });
  expect(code).toBe('project-format');
  expect(message).toContain('a pipe');
});
