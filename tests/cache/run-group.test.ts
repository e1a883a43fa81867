import { expect, it } from 'vitest';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { makeFolder, plainRun, runOfKey, seeded, whole } from './support.ts';

const few = (key: string) => plainRun(key, Float32Array.of(1, 2, 3));

it('small runs wait for each other, and are found and read all the same', () => {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder, { groupsRuns: true });
  const other = PredictionCache.open(folder);
  const [run, tracks] = few('a');
  cache.storeRun(run, tracks);
  expect(other.findRun('a')).toBeUndefined();
  expect(cache.readTrack('a', 'entropy', 0, 3).values).toEqual(Float32Array.of(1, 2, 3));
  // It was read, so it had to be stored.
  expect(other.findRun('a')).toEqual(run);

  cache.storeRun(...few('b'));
  expect(cache.findRun('b')).toEqual(few('b')[0]);
  cache.storeRun(...few('c'));
  expect(cache.info().runs).toBe(3);
  cache.storeRun(...few('d'));
  expect(cache.deleteRun('d')).toBe(true);
  cache.close();
  other.close();
});

it('closing stores what waits', () => {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder, { groupsRuns: true });
  for (const key of ['a', 'b', 'c']) cache.storeRun(...few(key));
  cache.close();
  const again = PredictionCache.open(folder);
  expect(again.listRuns().map(({ key }) => key)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  again.close();
});

it('a run that another process stored meanwhile stays as that one stored it', () => {
  const folder = makeFolder();
  const cache = PredictionCache.open(folder, { groupsRuns: true });
  const other = PredictionCache.open(folder);
  cache.storeRun(...few('a'));
  other.storeRun(...plainRun('a', Float32Array.of(7, 8, 9)));
  cache.storeRun(...few('b'));
  cache.flush();
  expect(other.readTrack('a', 'entropy', 0, 3).values).toEqual(Float32Array.of(7, 8, 9));
  expect(other.findRun('b')).toBeDefined();
  cache.close();
  other.close();
});

it('many runs, large and small, in groups, are what they are one by one', () => {
  const random = seeded(11);
  const [grouped, single] = [makeFolder(), makeFolder()];
  const one = PredictionCache.open(single);
  const many = PredictionCache.open(grouped, { groupsRuns: true });
  const keys = Array.from({ length: 600 }, (_, i) => `run-${i}`);
  for (const key of keys) {
    const made =
      random() < 0.01
        ? runOfKey(key)
        : plainRun(
            key,
            Float32Array.from({ length: whole(random, 1, 20) }, () => random()),
          );
    one.storeRun(...made);
    many.storeRun(...made);
  }
  many.close();
  const again = PredictionCache.open(grouped);
  for (const key of keys) {
    expect(again.findRun(key)).toEqual(one.findRun(key));
    for (const { id } of one.tracksOf(key)) {
      expect(again.readTrack(key, id, 0, 1e6)).toEqual(one.readTrack(key, id, 0, 1e6));
    }
  }
  again.close();
  one.close();
});
