import type { Pen } from '../../src-main/drawing/pen.ts';

type Point = readonly [x: number, y: number];

/** Something that was filled: a rectangle, a path of several outlines, or a text. */
export interface Filled {
  readonly color: string;
  readonly outlines: readonly (readonly Point[])[];
  readonly text?: string | undefined;
}

/** A curve that was stroked, alone in its path. */
export interface StrokedCurve {
  readonly from: Point;
  readonly controls: readonly [Point, Point];
  readonly to: Point;
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
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
  readonly curves: StrokedCurve[];
} {
  const filled: Filled[] = [];
  const stroked: Point[][][] = [];
  const curves: StrokedCurve[] = [];
  let path: Point[][] = [];
  let dash: readonly number[] = [];
  let controls: StrokedCurve['controls'] | undefined;
  let origin: Point = [0, 0];
  const saved: Point[] = [];
  const at = (x: number, y: number): Point => [origin[0] + x, origin[1] + y];
  const rectangle = (x: number, y: number, width: number, height: number): Point[] => [
    at(x, y),
    at(x + width, y),
    at(x + width, y + height),
    at(x, y + height),
  ];
  const pen = {
    ...{ fillStyle: '', strokeStyle: '', lineWidth: 1, font: '', textAlign: 'left' },
    textBaseline: 'alphabetic',
    save: () => saved.push(origin),
    restore: () => (origin = saved.pop()!),
    translate: (x: number, y: number) => (origin = at(x, y)),
    beginPath: () => ([path, controls] = [[], undefined]),
    moveTo: (x: number, y: number) => path.push([at(x, y)]),
    lineTo: (x: number, y: number) => path.at(-1)!.push(at(x, y)),
    rect: (...box: Parameters<typeof rectangle>) => path.push(rectangle(...box)),
    closePath: () => undefined,
    setLineDash: (segments: readonly number[]) => (dash = segments),
    bezierCurveTo: (...[x1, y1, x2, y2, x, y]: Parameters<Pen['bezierCurveTo']>) => {
      controls = [at(x1, y1), at(x2, y2)];
      path.at(-1)!.push(at(x, y));
    },
    fill: () => filled.push({ color: pen.fillStyle, outlines: path }),
    stroke: () => {
      stroked.push(path);
      if (!controls) return;
      const [from, to] = path[0]! as [Point, Point];
      curves.push({ from, controls, to, color: pen.strokeStyle, width: pen.lineWidth, dash });
    },
    fillRect: (...box: Parameters<typeof rectangle>) =>
      filled.push({ color: pen.fillStyle, outlines: [rectangle(...box)] }),
    fillText: (text: string, x: number, y: number) =>
      filled.push({ color: pen.fillStyle, outlines: [[at(x, y)]], text }),
    measureText: (text: string) => ({ width: 6 * text.length }),
  };
  return { pen: pen as unknown as Pen, filled, stroked, curves };
}
