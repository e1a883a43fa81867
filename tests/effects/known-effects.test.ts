import { expect, it } from 'vitest';
import {
  compareLinks,
  linksOf,
  verdictOf,
  type EffectMap,
  type KnownEffects,
} from '../../src-main/contract/index.ts';

const at = (start: number, contig = 'c') => ({ contig, start, end: start + 10 });

/** Three elements, of which the last is none, and two targets. */
const map = {
  elements: [at(100), at(200), at(400)].map((place) => ({ ...place, name: `e${place.start}` })),
  targets: [at(1_000), at(2_000)].map((place) => ({ ...place, name: 'g', strand: '+' })),
  values: Float32Array.of(1, 1),
  effects: Float32Array.of(-0.9, -0.8, 0, -0.7, -0.6, 0),
} as unknown as EffectMap;

const known: KnownEffects = {
  elements: [at(105), at(209), at(400, 'another'), at(410)],
  links: [
    { name: 'found', element: at(105), target: at(1_009), score: 1 },
    { name: 'missed', element: at(209), target: at(1_000), score: 1 },
    { name: 'of two', element: at(209), target: at(2_000), score: 0.5 },
  ],
};

it('says of each link whether it is true, of another target, or of no element', () => {
  const links = linksOf(map, 0.1);
  const verdicts = links.map((link) => [link.effect.toFixed(1), verdictOf(map, link, known)]);
  expect(verdicts).toEqual([
    ['-0.9', 'true'],
    ['-0.8', 'other-target'],
    ['-0.7', 'true'],
    ['-0.6', 'no-element'],
  ]);
  expect(compareLinks(map, links, known)).toEqual({
    ...{ elements: 3, trueElements: 2 },
    ...{ visible: 2, found: 1, shared: 1, others: 2 },
  });
});
