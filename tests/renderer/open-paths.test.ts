import { expect, it } from 'vitest';
import type { Project } from '../../src-main/contract/index.ts';
import { openPaths, type OpenContext } from '../../src-renderer/state/project/open-paths.ts';

/** A window with a project or none; `broken` genomes cannot be opened. */
function windowWith(project: string | undefined, broken: readonly string[] = []) {
  const done: string[] = [];
  const notices: string[] = [];
  const open = (path: string) => {
    done.push(`open ${path}`);
    if (!broken.includes(path)) app.project = { id: path } as Project;
    return Promise.resolve();
  };
  const app = {
    project: project === undefined ? undefined : ({ id: project } as Project),
    notifications: { notify: (notice: { message: string }) => notices.push(notice.message) },
    files: {
      add: (paths: readonly string[] = [], before: readonly string[] = []) => {
        done.push(`add ${paths.join(' ')} (${before.join(' ')})`);
        return Promise.resolve();
      },
    },
    models: {
      import: (path: string) => {
        done.push(`import ${path}`);
        return Promise.resolve(!broken.includes(path));
      },
    },
    newProject: open,
    openProject: open,
  };
  return { app: app as typeof app & OpenContext, done, notices };
}

it('a genome with its files and a model is opened, and one report tells of all', async () => {
  const { app, done, notices } = windowWith('before');
  await openPaths(app, ['/d/s.bam', '/d/g.fa', '/d/other.fa.gz', '/d/model', '/d/s.bam.bai']);
  expect(done).toEqual([
    'open /d/g.fa',
    'import /d/model',
    'add /d/s.bam /d/s.bam.bai (g.fa was opened. other.fa.gz was left: one genome is open at a time. ' +
      'model is among the models now.)',
  ]);
  expect(notices).toEqual([]);
});

it('files of a genome that cannot be opened are not added to the one that was open before', async () => {
  const { app, done, notices } = windowWith('before', ['/d/g.fa']);
  await openPaths(app, ['/d/g.fa', '/d/s.bam']);
  expect(done).toEqual(['open /d/g.fa']);
  expect(notices).toEqual([]);
});

it('files alone go to the open genome, and without one it is said what to do', async () => {
  const one = windowWith('open');
  await openPaths(one.app, ['/d/s.bam']);
  expect(one.done).toEqual(['add /d/s.bam ()']);
  const none = windowWith(undefined);
  await openPaths(none.app, ['/d/s.bam', '/d/model']);
  expect(none.done).toEqual(['import /d/model']);
  expect(none.notices).toEqual([
    'model is among the models now.',
    'These files belong to a reference genome.',
  ]);
});
