import { beforeAll, expect, it, vi } from 'vitest';
import type { Project, ProjectBaseMap } from '../../src-main/contract/index.ts';

/** Without a component nothing waits for what changes: a state is its value. */
beforeAll(() => {
  vi.stubGlobal('$state', { raw: <T>(value: T) => value });
  return () => vi.unstubAllGlobals();
});

const place = (contig: string, start: number) => ({ contig, start, end: start + 10 });

function map(id: string, start: number, change: Partial<ProjectBaseMap> = {}): ProjectBaseMap {
  const region = place('chr1', start);
  const model = { id: 'm', name: 'M', version: '1', family: 'hawk', hash: 'a' };
  const own = { id, region, interval: region, model, createdAt: 'now', shown: true };
  return { ...own, question: { kind: 'dependencies' }, ...change };
}

const projectOf = (...baseMaps: ProjectBaseMap[]) => ({ id: 'p', baseMaps }) as unknown as Project;

/** The state, and the ids of the maps whose numbers were asked for. */
async function open() {
  const { BaseMaps } = await import('../../src-renderer/state/results/base-maps.svelte.ts');
  const asked: string[] = [];
  const broken = new Set<string>();
  const baseMap = ({ map: id }: { map: string }) => {
    asked.push(id);
    if (broken.has(id)) return Promise.reject(new Error('The annotation is gone.'));
    return Promise.resolve({ kind: 'dependencies', numbers: { bases: 'A', values: [NaN] } });
  };
  const maps = new BaseMaps({ baseMap } as never, () => Promise.resolve());
  return { maps, asked, broken, settled: () => new Promise(setImmediate) };
}

it('reads nothing of a map before it comes into view, and shows its row all the same', async () => {
  const { maps, asked, settled } = await open();
  maps.setProject(projectOf(map('a', 100), map('b', 500), map('hidden', 100, { shown: false })));
  expect(asked).toEqual([]);
  expect(maps.drawn.map(({ made, picture }) => [made.id, picture])).toEqual([
    ['a', undefined],
    ['b', undefined],
  ]);
  maps.look([place('chr2', 100), place('chr1', 110)]);
  expect(asked).toEqual([]);
  maps.look([place('chr2', 100), place('chr1', 109)]);
  maps.look([place('chr1', 109)]);
  await settled();
  expect(asked).toEqual(['a']);
  expect(maps.get('a')).toMatchObject({ kind: 'dependencies' });
  // Its card lists what is largest in it, wherever one looks.
  maps.fetch('b');
  maps.fetch('hidden');
  await settled();
  expect(asked).toEqual(['a', 'b']);
});

it('reads a map again that was made anew or hidden meanwhile, and forgets what is not shown', async () => {
  const { maps, asked, broken, settled } = await open();
  maps.look([place('chr1', 100)]);
  broken.add('a');
  maps.setProject(projectOf(map('a', 100)));
  await settled();
  expect(maps.fault('a')?.message).toBe('The annotation is gone.');
  expect(maps.drawn).toEqual([]);
  maps.choose({ map: 'a', choice: { kind: 'pair', from: 0, to: 1 } });
  maps.setProject(projectOf(map('a', 100, { shown: false })));
  expect([maps.fault('a'), maps.get('a'), maps.chosen]).toEqual([undefined, undefined, undefined]);
  broken.clear();
  maps.setProject(projectOf(map('a', 100)));
  await settled();
  expect(maps.get('a')).toBeDefined();
  maps.setProject(projectOf(map('a', 100)));
  maps.setProject(projectOf(map('a', 100, { createdAt: 'later' })));
  await settled();
  expect(asked).toEqual(['a', 'a', 'a']);
  expect(maps.get('a')).toBeDefined();
});
