import { expect, it } from 'vitest';
import { linksOf, type EffectMap } from '../../src-main/contract/index.ts';
import {
  drawEffectBar,
  layOutEffectBars,
  effectExtent,
  type Pen,
} from '../../src-main/drawing/index.ts';
import { someMap } from '../effects/some-map.ts';
import { boxOf, recordingPen } from '../support/recording-pen.ts';

/** The same map with all that may stand beside an effect. */
const map: EffectMap = {
  ...someMap,
  spread: {
    lows: Float32Array.of(-0.875, 0, NaN, 0, 0, NaN),
    highs: Float32Array.of(-0.5, 0, NaN, 0, 0, NaN),
  },
  background: {
    places: 5,
    means: Float32Array.of(-0.0625, 0, NaN, 0, 0, NaN),
    deviations: Float32Array.of(0.03125, 0, NaN, 0, 0, NaN),
    percentiles: new Float32Array(6).fill(100),
  },
  readings: [
    {
      ...{ kind: 'strand', id: 'forward', label: 'forward strand' },
      ...{ values: someMap.values, effects: someMap.effects },
    },
    {
      ...{ kind: 'model', id: 'other', label: 'Other 1.0.0', values: someMap.values },
      effects: Float32Array.of(-0.25, 0, NaN, 0, 0, NaN),
    },
  ],
};
const [link] = linksOf(map, 0.5);
const place = { left: 10, top: 0, width: 80, largest: 1 };

it('a bar, its band, whisker and marks stand at the very values of the map', () => {
  const { spans } = recorded((pen) => drawEffectBar(pen, link!, place));
  // From 10 px on, 80 px for an effect of 1.
  expect(spans.map(({ left, right }) => [left, right])).toEqual([
    [10, 10 + 80 * 0.125],
    [10, 10 + 80 * 0.75],
    [10 + 80 * 0.5, 10 + 80 * 0.875],
    [10 + 80 * 0.5 - 0.5, 10 + 80 * 0.5 + 0.5],
    [10 + 80 * 0.875 - 0.5, 10 + 80 * 0.875 + 0.5],
    [10 + 80 * 0.75 - 1, 10 + 80 * 0.75 + 1],
    [10 + 80 * 0.25 - 1, 10 + 80 * 0.25 + 1],
  ]);
  expect(effectExtent(link!)).toBe(0.875);
});

it('what has no number or another sign has no mark, or one at 0', () => {
  const readings = [NaN, 0.5].map((effect, i) => {
    return { kind: 'member' as const, id: `${i}`, label: `${i}`, value: 1, effect };
  });
  const { spans } = recorded((pen) => drawEffectBar(pen, { effect: -0.5, readings }, place));
  expect(spans.map(({ left }) => left)).toEqual([10, 9]);
});

it('bars of one picture have one scale, and each its name and its number', () => {
  const lines = [1, 0.5].map((effect) => {
    return { effect: { effect }, name: `by ${effect}`, value: String(effect) };
  });
  const { spans, texts } = recorded((pen) =>
    layOutEffectBars(pen, lines, { width: 300 }).draw(pen),
  );
  const [first, second] = spans;
  expect(second!.width).toBeCloseTo(first!.width / 2, 6);
  expect(texts).toEqual(['by 1', '1', 'by 0.5', '0.5']);
});

it('a caption stands below the bars, in as many lines as it needs', () => {
  const lines = [{ effect: { effect: 1 }, name: 'one', value: '1' }];
  const { pen, filled } = recordingPen();
  const caption =
    'The links: without the element, the target loses (blue) or gains (orange) so much.';
  const [plain, captioned] = [undefined, caption].map((text) =>
    layOutEffectBars(pen, lines, { width: 200, caption: text }),
  );
  captioned!.draw(pen);
  const written = filled.flatMap(({ text }) => text ?? []);
  expect(written.slice(2).join(' ')).toBe(caption);
  expect(written.length).toBeGreaterThan(3);
  expect(captioned!.height).toBeGreaterThanOrEqual(plain!.height + 13 * (written.length - 2));
});

/** The rectangles that were filled, and what was written. */
function recorded(draw: (pen: Pen) => void) {
  const { pen, filled } = recordingPen();
  draw(pen);
  const rectangles = filled.filter(({ text }) => text === undefined);
  return {
    spans: rectangles.map(({ outlines }) => boxOf(outlines)),
    texts: filled.flatMap(({ text }) => text ?? []),
  };
}
