import { figureLimits, MegabaseError } from '../../contract/index.ts';
import { textSize } from '../../drawing/index.ts';
import { points } from './figure.ts';

/** px that data have at least beside the names. */
const leastData = 120;

/** Error: `usage`, for a width (mm) or letters (points) that are no figure's. */
export function checkSize({
  width,
  fontSize,
}: {
  readonly width: number;
  readonly fontSize: number;
}): void {
  for (const [name, value, { least, most }, unit] of [
    ['width', width, figureLimits.width, 'mm'],
    ['font size', fontSize, figureLimits.fontSize, 'pt'],
  ] as const) {
    if (value >= least && value <= most) continue;
    throw new MegabaseError(
      'usage',
      `A figure's ${name} is from ${least} to ${most} ${unit}; ${value} was given.`,
    );
  }
  if (points(width) * (textSize / fontSize) * 0.6 >= leastData) return;
  throw new MegabaseError(
    'usage',
    `Letters of ${fontSize} pt leave no room for data in ${width} mm: choose a wider figure or smaller letters.`,
  );
}
