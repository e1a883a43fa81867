import type { Pen } from './pen.ts';

/** px a base from which on letters can be read. */
export const leastLetterWidth = 6;

/** Of bases wherever one is drawn: the hues that IGV gives them, dark enough for letters on white. */
export const letterColors: Readonly<Record<string, string>> = {
  A: '#00875a',
  C: '#1b5fc1',
  G: '#a86400',
  T: '#c8102e',
};

type Point = readonly [x: number, y: number];

/** Points of an ellipse about the middle of the unit square, from one angle to another, degrees. */
function arc([rx, ry]: Point, from: number, to: number): Point[] {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [0.5 + rx * Math.cos(angle), 0.5 + ry * Math.sin(angle)];
  });
}

function box(left: number, top: number, right: number, bottom: number): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

const open = [...arc([0.5, 0.5], 40, 320), ...arc([0.29, 0.33], 320, 40)];

/**
 * Letters in the unit square, from its upper left corner: outlines, of which a hole runs the other way
 * round. Paths and not text, for a text cannot be made as high and as narrow as a value is.
 */
const outlines: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  A: [
    [
      [0, 1],
      [0.39, 0],
      [0.61, 0],
      [1, 1],
      [0.77, 1],
      [0.69, 0.76],
      [0.31, 0.76],
      [0.23, 1],
    ],
    [
      [0.37, 0.58],
      [0.63, 0.58],
      [0.5, 0.2],
    ],
  ],
  C: [open],
  G: [open, box(0.55, 0.5, 1, 0.66).reverse(), box(0.8, 0.5, 1, 0.86).reverse()],
  T: [box(0, 0, 1, 0.18), box(0.39, 0.1, 0.61, 1)],
};

/** Fills a box with a letter, px; nothing for what is none of the four bases. */
export function drawLetter(
  pen: Pen,
  letter: string,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): void {
  const outline = outlines[letter];
  if (outline === undefined || height <= 0) return;
  pen.beginPath();
  for (const points of outline) {
    for (const [i, [x, y]] of points.entries()) {
      const place = [left + x * width, top + y * height] as const;
      if (i === 0) pen.moveTo(...place);
      else pen.lineTo(...place);
    }
    pen.closePath();
  }
  pen.fill();
}
