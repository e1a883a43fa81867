import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { OpenProject } from '../../src-main/workbench/project/open-project.ts';
import {
  newProjectDocument,
  readProjectDocument,
  writeProjectDocument,
} from '../../src-main/workbench/saved/project-document.ts';
import { ProjectLock } from '../../src-main/workbench/saved/project-lock.ts';
import type { SavedEvaluation } from '../../src-main/workbench/saved/saved-evaluation.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench } from './open-workbench.ts';

function newProject() {
  const folder = temporaryFolder();
  const path = join(folder, 'shared.megabase');
  writeProjectDocument(path, newProjectDocument('shared', join(folder, 'genome.fa')));
  const open = (lock = new ProjectLock(folder)) =>
    new OpenProject(path, readProjectDocument(path), lock);
  return { folder, path, open };
}

function evaluation(id: string): SavedEvaluation {
  return {
    ...{ id, file: `${id}.json`, createdAt: '2026-01-01T00:00:00Z' },
    request: { labels: '/labels.tsv', model: 'hawk', choices: { task: 'promoters' } },
    model: { id: 'hawk', name: 'Hawk', version: '1', family: 'hawk', hash: 'h' },
  };
}

it('what two processes change at the same moment is all there', async () => {
  const { folder, path } = newProject();
  const script = join(import.meta.dirname, 'change-project.ts');
  const names = ['a', 'b', 'c'];
  const run = promisify(execFile);
  await Promise.all(names.map((name) => run(process.execPath, [script, path, folder, name, '15'])));
  const { marks } = readProjectDocument(path);
  for (const name of names) {
    const own = marks.filter(({ contig }) => contig === name).map(({ start }) => start);
    expect(own).toEqual(Array.from({ length: 15 }, (_, i) => i));
  }
});

it('each change is made to what the other has saved', () => {
  const { path, open } = newProject();
  const [one, other] = [open(), open()];
  one.evaluations.add(evaluation('first'));
  other.evaluations.add(evaluation('second'));
  const ids = () => readProjectDocument(path).evaluations.map(({ id }) => id);
  expect(ids()).toEqual(['second', 'first']);
  one.edit(() => ({ locus: 'chr1:1-10' }));
  other.evaluations.remove('second');
  expect(ids()).toEqual(['first']);
  expect(readProjectDocument(path).locus).toBe('chr1:1-10');
});

it('what is saved while a project is being opened is there, too', () => {
  const { path, folder, open } = newProject();
  const read = readProjectDocument(path);
  open().evaluations.add(evaluation('meanwhile'));
  new OpenProject(path, read, new ProjectLock(folder)).evaluations.add(evaluation('own'));
  expect(readProjectDocument(path).evaluations.map(({ id }) => id)).toEqual(['own', 'meanwhile']);
});

it('what is saved while a project is being opened is shown with it', async () => {
  const bench = openBench(locationsIn(temporaryFolder()));
  const genome = join(temporaryFolder(), 'g.fa');
  writeFileSync(genome, '>chr1\nACGT\n');
  const { path } = await bench.newProject({ path: genome });
  await bench.close();
  const again = openBench(bench.locations);
  const opening = again.openProject({ path });
  const marks = [{ contig: 'chr1', start: 0, end: 2 }];
  const lock = new ProjectLock(bench.locations.projects);
  new OpenProject(path, readProjectDocument(path), lock).edit(() => ({ marks }));
  expect((await opening).marks).toEqual(marks);
});

it('what is removed is what the other has put in its place, and what the other removed is unknown', () => {
  const { open } = newProject();
  const [one, other] = [open(), open()];
  one.evaluations.add(evaluation('same'));
  other.refresh();
  one.evaluations.add({ ...evaluation('same'), file: 'newer.json' });
  expect(other.evaluations.remove('same').file).toBe('newer.json');
  const { revision } = one;
  expect(() => one.evaluations.remove('same')).toThrow(
    expect.objectContaining({ code: 'project-entry-unknown' }) as Error,
  );
  expect(one.document.evaluations).toEqual([]);
  expect(one.revision).toBe(revision + 1);
});

it('a process that does not let go keeps others from changing, which say so', () => {
  const { folder, path, open } = newProject();
  const project = open(new ProjectLock(folder, 20));
  new ProjectLock(folder).run(() => {
    expect(() => project.edit(() => ({ locus: 'chr1:1-10' }))).toThrow(
      expect.objectContaining({ code: 'project-changed' }) as Error,
    );
  });
  expect(readProjectDocument(path).locus).toBeUndefined();
  project.edit(() => ({ locus: 'chr1:1-10' }));
  expect(readProjectDocument(path).locus).toBe('chr1:1-10');
});
