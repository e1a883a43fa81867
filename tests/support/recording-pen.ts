import type { Pen } from '../../src-main/drawing/pen.ts';

type Point = readonly [x: number, y: number];

/** Something that was filled: a rectangle, a path of several outlines, or a text. */
export interface Filled {
  readonly color: string;
  readonly outlines: readonly (readonly Point[])[];
  readonly text?: string | undefined;
}

/** What a box round a shape is, px. */
export function boxOf(outlines: readonly (readonly Point[])[]) {
  const [xs, ys] = [0, 1].map((axis) => outlines.flat().map((point) => point[axis]!));
  const [left, right] = [Math.min(...xs!), Math.max(...xs!)];
  const [top, bottom] = [Math.min(...ys!), Math.max(...ys!)];
  return { left, right, top, bottom, width: right - left, height: bottom - top };
}

/** A pen that keeps what is filled and stroked with it. */
export function recordingPen(): {
  readonly pen: Pen;
  readonly filled: Filled[];
  readonly stroked: Point[][][];
} {
  const filled: Filled[] = [];
  const stroked: Point[][][] = [];
  let path: Point[][] = [];
  const rectangle = (x: number, y: number, width: number, height: number): Point[] => [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  const pen = {
    ...{ fillStyle: '', strokeStyle: '', lineWidth: 1, font: '', textAlign: 'left' },
    textBaseline: 'alphabetic',
    beginPath: () => (path = []),
    moveTo: (x: number, y: number) => path.push([[x, y]]),
    lineTo: (x: number, y: number) => path.at(-1)!.push([x, y]),
    rect: (...box: Parameters<typeof rectangle>) => path.push(rectangle(...box)),
    closePath: () => undefined,
    setLineDash: () => undefined,
    fill: () => filled.push({ color: pen.fillStyle, outlines: path }),
    stroke: () => stroked.push(path),
    fillRect: (...box: Parameters<typeof rectangle>) =>
      filled.push({ color: pen.fillStyle, outlines: [rectangle(...box)] }),
    fillText: (text: string, x: number, y: number) =>
      filled.push({ color: pen.fillStyle, outlines: [[[x, y]]], text }),
    measureText: (text: string) => ({ width: 6 * text.length }),
  };
  return { pen: pen as unknown as Pen, filled, stroked };
}
