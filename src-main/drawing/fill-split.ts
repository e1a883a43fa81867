import type { Pen } from './pen.ts';

/** px of the gap, and of what is left of a cell above and below it at least. */
const [gap, least] = [1.5, 1];

/**
 * Fills a cell of a value below zero: parted across its middle, for whoever sees no colours, and in grey.
 * One that is too low for that is filled whole.
 */
export function fillSplit(
  pen: Pen,
  {
    left,
    top,
    width,
    height,
  }: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
): void {
  const half = (height - gap) / 2;
  if (half < least) {
    pen.fillRect(left, top, width, height);
    return;
  }
  pen.beginPath();
  pen.rect(left, top, width, half);
  pen.rect(left, top + height - half, width, half);
  pen.fill();
}
