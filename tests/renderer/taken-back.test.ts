import { beforeAll, expect, it, vi } from 'vitest';
import {
  plainLayout,
  type Mark,
  type Project,
  type Workbench,
} from '../../src-main/contract/index.ts';
import type { ChangeHistory } from '../../src-renderer/state/project/change-history.svelte.ts';
import type { LayoutState } from '../../src-renderer/state/view/layout-state.svelte.ts';
import type { Marks } from '../../src-renderer/state/project/marks.ts';
import type { Notifications } from '../../src-renderer/state/notifications.svelte.ts';
import type { ProjectActions } from '../../src-renderer/state/project/project-actions.ts';
import type { ProjectFiles } from '../../src-renderer/state/project/project-files.ts';

/** Without a component nothing waits for what changes: a state is its value. */
beforeAll(() => {
  vi.stubGlobal(
    '$state',
    Object.assign(<T>(value: T) => value, { raw: <T>(value: T) => value }),
  );
  return () => vi.unstubAllGlobals();
});

interface Window {
  readonly actions: ProjectActions;
  readonly files: ProjectFiles;
  readonly layout: LayoutState;
  readonly marks: Marks;
  readonly history: ChangeHistory;
  readonly notifications: Notifications;
}

const twoOf = (id: string) => [`${id} 1`, `${id} 2`].map((own) => ({ id: own, shown: true }));

/** Two windows of one project; a save fails while `broken` says so. */
async function openTwo() {
  const { ChangeHistory } =
    await import('../../src-renderer/state/project/change-history.svelte.ts');
  const { LayoutState } = await import('../../src-renderer/state/view/layout-state.svelte.ts');
  const { Marks } = await import('../../src-renderer/state/project/marks.ts');
  const { Notifications } = await import('../../src-renderer/state/notifications.svelte.ts');
  const { ProjectActions } = await import('../../src-renderer/state/project/project-actions.ts');
  const { ProjectChanges } = await import('../../src-renderer/state/project/project-changes.ts');
  const { ProjectFiles } = await import('../../src-renderer/state/project/project-files.ts');
  const start = {
    ...{ id: 'p', revision: 0, layout: plainLayout, marks: [] as readonly Mark[], model: 'first' },
    tracks: [{ id: 'reads', path: '/data/reads.bam' }],
    ...{ runs: twoOf('run'), maps: twoOf('map'), baseMaps: twoOf('bases') },
  };
  const shared = {
    broken: false,
    project: start as unknown as Project,
    /** What the windows know, where the news of a change is still on its way. */
    known: undefined as Project | undefined,
  };
  const removed: Project['tracks'][number][] = [];
  const setTracks = (tracks: Project['tracks']) => {
    shared.project = { ...shared.project, tracks };
    return Promise.resolve(shared.project);
  };
  const workbench = {
    addFiles: async ({ paths }: { paths: readonly string[] }) => {
      const added = paths.map((path) => ({ id: `id of ${path}`, path }));
      const project = await setTracks([...shared.project.tracks, ...added] as never);
      return { project, said: [], indexless: [] };
    },
    removeTrack: ({ track }: { track: string }) => {
      const { tracks } = shared.project;
      removed.push(...tracks.filter(({ id }) => id === track));
      return setTracks(tracks.filter(({ id }) => id !== track));
    },
    restoreTrack: ({ track }: { track: string }) =>
      setTracks([...shared.project.tracks, ...removed.filter(({ id }) => id === track)]),
    updateProject: (change: Partial<Parameters<Workbench['updateProject']>[0]>) => {
      const { model } = change;
      if (model !== undefined) {
        shared.project = { ...shared.project, model: model ?? undefined };
        return Promise.resolve(shared.project);
      }
      if (shared.broken) return Promise.reject(new Error('The disk is full.'));
      const { layout = shared.project.layout, marks = shared.project.marks } = change;
      shared.known = undefined;
      const { revision } = shared.project;
      if (change.revision !== revision) {
        return Promise.reject(Object.assign(new Error('Late.'), { code: 'project-changed' }));
      }
      const of = <T extends { id: string }>(
        all: readonly T[],
        ids: readonly string[] | undefined,
      ) => all.map((one) => (ids ? { ...one, shown: ids.includes(one.id) } : one));
      shared.project = {
        ...{ ...shared.project, revision: revision + 1, layout, marks },
        runs: of(shared.project.runs, change.shown),
        maps: of(shared.project.maps, change.shownMaps),
        baseMaps: of(shared.project.baseMaps, change.shownBaseMaps),
      };
      return Promise.resolve(shared.project);
    },
  };
  const project = () => shared.known ?? shared.project;
  const open = (): Window => {
    const history = new ChangeHistory(() => 'p');
    const notifications = new Notifications();
    const setProject = () => undefined;
    const changes = new ProjectChanges({ notifications, project, setProject });
    const context = { workbench, project, setProject, history, notifications, changes } as never;
    return {
      actions: new ProjectActions(context),
      files: new ProjectFiles(context),
      layout: new LayoutState(context),
      marks: new Marks(context),
      history,
      notifications,
    };
  };
  return { shared, one: open(), other: open() };
}

it('undo takes back the changes of its own window, and no other', async () => {
  const { shared, one, other } = await openTwo();
  await one.layout.set('a', { height: 40, log: true });
  await one.layout.fold('files');
  await one.layout.hideColumns(['Gene']);
  await one.layout.setColumnWidth(99);
  await one.marks.add([{ contig: 'c', start: 0, end: 10 }]);
  const before = { layout: shared.project.layout, marks: shared.project.marks };
  await other.layout.set('a', { color: '#112233' });
  await other.layout.set('b', { hidden: true });
  await other.layout.fold('runs');
  await other.layout.hideColumns(['Gene', 'Rank']);
  const second = { contig: 'c', start: 20, end: 30, name: 'mine' };
  await other.marks.add([second]);
  for (let i = 0; i < 5; i++) expect(one.history.undo()).toBe(true);
  await expect.poll(() => one.history.said).toBe('Undone: options of a row');
  expect(shared.project.marks).toEqual([second]);
  const { layout } = shared.project;
  expect(layout).toMatchObject({ folded: ['runs'], hiddenColumns: ['Rank'] });
  expect(layout.columnWidth).toBeUndefined();
  expect(layout.rows).toEqual({ a: { color: '#112233' }, b: { hidden: true } });

  for (let i = 0; i < 5; i++) expect(one.history.redo()).toBe(true);
  for (let i = 0; i < 5; i++) expect(other.history.undo()).toBe(true);
  await expect.poll(() => one.history.said).toBe('Done again: marks');
  await expect.poll(() => other.history.said).toBe('Undone: options of a row');
  expect(shared.project.marks).toEqual(before.marks);
  expect(shared.project.layout).toMatchObject({ folded: ['files'], hiddenColumns: ['Gene'] });
  expect(shared.project.layout.rows['a']).toEqual(before.layout.rows['a']);
});

it('two windows that save at the same moment both have their change', async () => {
  const { shared, one, other } = await openTwo();
  const before = shared.project;
  const mark = (start: number) => ({ contig: 'c', start, end: start + 10 });
  await one.layout.set('a', { height: 40 });
  shared.known = before;
  await other.layout.set('b', { hidden: true });
  const { layout, revision } = shared.project;
  expect(layout.rows).toEqual({ a: { height: 40 }, b: { hidden: true } });
  await one.marks.add([mark(0)]);
  shared.known = { ...shared.project, marks: [], revision };
  await other.marks.add([mark(20)]);
  expect(shared.project.marks).toEqual([mark(20), mark(0)]);
  // And of one window, changes that are saved before the first is known to be.
  await Promise.all([one.layout.fold('x'), one.layout.fold('y'), other.layout.fold('z')]);
  expect(shared.project.layout.folded).toEqual(['x', 'y', 'z']);
  expect([...one.notifications.list, ...other.notifications.list]).toEqual([]);
});

it.each([
  { list: 'runs', act: 'showRun', id: 'run' },
  { list: 'maps', act: 'showMap', id: 'map' },
  { list: 'baseMaps', act: 'showBaseMap', id: 'bases' },
] as const)('two windows that hide one of $list each hide both', async ({ list, act, id }) => {
  const { shared, one, other } = await openTwo();
  const before = shared.project;
  const shown = () => shared.project[list].map((made) => made.shown);
  await one.actions[act](`${id} 1`, false);
  shared.known = before;
  await other.actions[act](`${id} 2`, false);
  expect(shown()).toEqual([false, false]);
  other.history.undo();
  await expect.poll(shown).toEqual([false, true]);
  expect([...one.notifications.list, ...other.notifications.list]).toEqual([]);
});

it('a model that is chosen back before the first answer stays', async () => {
  const { shared, one } = await openTwo();
  shared.known = shared.project;
  await Promise.all([one.actions.chooseModel('second'), one.actions.chooseModel('first')]);
  const model = () => shared.project.model;
  expect(model()).toBe('first');
  one.history.undo();
  await expect.poll(model).toBe('second');
  one.history.undo();
  await expect.poll(model).toBe('first');
  expect(one.notifications.list).toEqual([]);
});

it('a mark is taken away that is only just being saved', async () => {
  const { shared, one } = await openTwo();
  const before = shared.project.marks;
  const mark = { contig: 'c', start: 400, end: 500 };
  await Promise.all([one.marks.add([mark]), one.marks.remove(mark)]);
  expect(shared.project.marks).toEqual(before);
  expect(one.notifications.list).toEqual([]);
});

it('rows that were moved go back among themselves', async () => {
  const { shared, one, other } = await openTwo();
  const row = (group: string) => (id: string) => ({ id, group, kind: 'run', settings: {} });
  const [own, others] = [['a', 'b', 'c'].map(row('g')), ['x', 'y'].map(row('h'))];
  await one.layout.move(own as never, own[0] as never, own[2] as never);
  await other.layout.move(others as never, others[0] as never, others[1] as never);
  expect(shared.project.layout.order).toEqual(['b', 'c', 'a', 'y', 'x']);
  one.history.undo();
  await expect.poll(() => shared.project.layout.order).toEqual(['y', 'x']);
});

it('a mark that was removed comes back in its place, and a name that was changed', async () => {
  const { shared, one } = await openTwo();
  const marks = [0, 20, 40].map((start) => ({ contig: 'c', start, end: start + 10 }));
  await one.marks.add(marks);
  await one.marks.set(() => marks.toSpliced(1, 1));
  await one.marks.set(() => [{ ...marks[0]!, name: 'first' }, marks[2]!]);
  one.history.undo();
  one.history.undo();
  await expect.poll(() => shared.project.marks).toEqual(marks);
});

it('what could not be saved is not said to be undone, and can be undone later', async () => {
  const { shared, one } = await openTwo();
  await one.layout.setColumnWidth(99);
  shared.broken = true;
  one.history.undo();
  await expect.poll(() => one.notifications.list).toHaveLength(1);
  expect(one.history.said).toBe('');
  expect(shared.project.layout.columnWidth).toBe(99);
  shared.broken = false;
  await expect.poll(() => one.history.undo()).toBe(true);
  await expect.poll(() => one.history.said).toBe('Undone: width of the names');
  expect(shared.project.layout.columnWidth).toBeUndefined();
});

it('the first choice of a model is taken back, too', async () => {
  const { shared, one } = await openTwo();
  shared.project = { ...shared.project, model: undefined };
  await one.actions.chooseModel('second');
  expect(shared.project.model).toBe('second');
  one.history.undo();
  await expect.poll(() => one.history.said).toBe('Undone: choice of the model');
  expect(shared.project.model).toBeUndefined();
  one.history.redo();
  await expect.poll(() => shared.project.model).toBe('second');
});

it('a file that was removed comes back, and the model that was chosen before', async () => {
  const { shared, one } = await openTwo();
  const files = () => shared.project.tracks.map(({ id }) => id);
  await one.files.remove('reads');
  await one.actions.chooseModel('second');
  // Chosen already: nothing to take back.
  await one.actions.chooseModel('second');
  expect([shared.project.model, files()]).toEqual(['second', []]);
  one.history.undo();
  await expect.poll(() => one.history.said).toBe('Undone: choice of the model');
  expect(shared.project.model).toBe('first');
  one.history.undo();
  await expect.poll(() => one.history.said).toBe('Undone: remove reads.bam');
  expect(files()).toEqual(['reads']);
  one.history.redo();
  await expect.poll(() => one.history.said).toBe('Done again: remove reads.bam');
  expect(files()).toEqual([]);
});

it('files that were added go together, and come back together', async () => {
  const { shared, one } = await openTwo();
  const files = () => shared.project.tracks.map(({ path }) => path);
  await one.files.add(['/data/a.bed', '/data/b.bed']);
  one.history.undo();
  await expect.poll(() => one.history.said).toBe('Undone: add files');
  expect(files()).toEqual(['/data/reads.bam']);
  one.history.redo();
  await expect.poll(() => one.history.said).toBe('Done again: add files');
  expect(files()).toEqual(['/data/reads.bam', '/data/a.bed', '/data/b.bed']);
});
