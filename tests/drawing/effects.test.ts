import { expect, it } from 'vitest';
import { linksOf, type KnownLink } from '../../src-main/contract/index.ts';
import { drawEffects, signColors, withAlpha } from '../../src-main/drawing/index.ts';
import { smallMap } from '../renderer/small-map.ts';
import { recordingPen } from '../support/recording-pen.ts';

const bpPerPixel = 200;
const place = { contig: 'chrT1', bpStart: 500_000, bpPerPixel, width: 1100, height: 150 };
const links = linksOf(smallMap, 0.1);

/** px of the middle of an element or target of the map. */
const [elements, targets] = [smallMap.elements, smallMap.targets].map((list) =>
  list.map(({ start, end }) => ((start + end) / 2 - place.bpStart) / bpPerPixel),
);

/** The arcs of the map, in the order in which they are drawn. */
function arcs(more: Partial<Parameters<typeof drawEffects>[1]> = {}, at = place) {
  const { pen, curves } = recordingPen();
  drawEffects(pen, { numbers: smallMap, links, known: [], ...more }, at);
  return curves;
}

const isGain = ({ dash }: { readonly dash: readonly number[] }) => dash.length > 0;

it('an arc goes from its element to its target: solid where knocking out loses, dashed where it gains', () => {
  // The gain of 0.125 is the least, and drawn first; the loss of 0.5 lies on top.
  const drawn = arcs();
  expect(drawn.map(isGain)).toEqual([true, false, false]);
  expect(drawn.map(({ from, to }) => [from[0], to[0]])).toEqual([
    [elements![1], targets![1]],
    [elements![0], targets![1]],
    [elements![0], targets![0]],
  ]);
  const { more, less } = signColors;
  expect(drawn.map(({ color }) => color)).toEqual([
    withAlpha(more, 0.35 + 0.6 * 0.25),
    withAlpha(less, 0.35 + 0.6 * 0.5),
    withAlpha(less, 0.35 + 0.6),
  ]);
  expect(drawn.map(({ width }) => width)).toEqual([1.875, 2.75, 4.5]);
});

it('arcs stand on one line, and the longest reaches the top of the row', () => {
  const drawn = arcs();
  const feet = new Set(drawn.flatMap(({ from, to }) => [from[1], to[1]]));
  expect([...feet]).toEqual([150 - 3 - 14]);
  // A curve rises to three quarters of its control points.
  const tops = drawn.map(({ from, to, controls }) => {
    expect(controls.map(([x]) => x)).toEqual([from[0], to[0]]);
    return from[1] - 0.75 * (from[1] - controls[0][1]);
  });
  const longest = drawn.map(({ from, to }) => Math.abs(to[0] - from[0]));
  expect(tops[longest.indexOf(Math.max(...longest))]).toBeCloseTo(6);
  expect(Math.min(...tops)).toBeGreaterThanOrEqual(6 - 1e-9);
});

it('what is chosen lies on top of the others, which fade', () => {
  const gain = links.find(({ effect }) => effect > 0)!;
  const drawn = arcs({ chosen: [gain] });
  expect(drawn.map(isGain)).toEqual([false, false, true]);
  expect(drawn[2]!.color).toBe(withAlpha(signColors.more, 1.3 * (0.35 + 0.6 * 0.25)));
  expect(drawn[1]!.color).toBe(withAlpha(signColors.less, 0.3 * 0.95));
});

it('known links hang down, solid and grey, and what is out of view is not drawn', () => {
  const [element, target] = [smallMap.elements[0]!, smallMap.targets[0]!];
  const known: KnownLink[] = [{ name: 'known', element, target, score: 1 }];
  const [hanging] = arcs({ known }, { ...place, height: 230 });
  expect(hanging).toMatchObject({ dash: [], color: '#4a5563', width: 1.2 });
  expect([hanging!.from[0], hanging!.to[0]]).toEqual([elements![0], targets![0]]);
  expect(hanging!.controls[0][1]).toBeGreaterThan(hanging!.from[1]);
  // Beyond both feet of all arcs, and on another contig.
  expect(arcs({}, { ...place, bpStart: 720_000 })).toEqual([]);
  expect(arcs({}, { ...place, contig: 'chrT2' })).toEqual([]);
  // From 600 kbp on, the arc that ends at 508 kbp.
  expect(arcs({}, { ...place, bpStart: 600_000 })).toHaveLength(2);
});
