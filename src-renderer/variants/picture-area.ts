import type { Box } from '../../src-main/drawing/index.ts';

/** px from a picture's upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Steps of the keys from one end of a picture to the other. */
const steps = 40;

/** The rectangle of two corners, as far as it lies within the axes. */
export function boxBetween(a: Point, b: Point, box: Box): Box {
  const [p, q] = [within(a, box), within(b, box)];
  return {
    ...{ left: Math.min(p.x, q.x), right: Math.max(p.x, q.x) },
    ...{ top: Math.min(p.y, q.y), bottom: Math.max(p.y, q.y) },
  };
}

/** Where an arrow key leads; from the middle where nothing is pointed at. */
export function stepTo(from: Point | undefined, key: string, box: Box): Point {
  const start = from ?? { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const [dx, dy] = [(box.right - box.left) / steps, (box.bottom - box.top) / (steps / 2)];
  const across = key === 'ArrowRight' ? dx : key === 'ArrowLeft' ? -dx : 0;
  const up = key === 'ArrowDown' ? dy : key === 'ArrowUp' ? -dy : 0;
  return within({ x: start.x + across, y: start.y + up }, box);
}

function within({ x, y }: Point, { left, right, top, bottom }: Box): Point {
  return { x: Math.max(left, Math.min(right, x)), y: Math.max(top, Math.min(bottom, y)) };
}
