import type { EffectLink } from '../../contract/index.ts';
import { inks, referenceColor, signColors, withAlpha } from '../colors.ts';
import type { Pen } from '../pen.ts';

/** What a bar shows of a link: its effect, how shuffles spread it, random changes nearby, and other answers. */
export type BarredEffect = Pick<EffectLink, 'effect' | 'spread' | 'background' | 'readings'>;

/** Where a bar lies, px. */
export interface BarPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** The effect, either way, that fills the whole width. */
  readonly largest: number;
}

/** px */
export const effectBarHeight = 9;

/** The largest value, either way, that a bar shows. */
export function effectExtent({ effect, spread, background, readings = [] }: BarredEffect): number {
  const { mean = 0, deviation = 0 } = background ?? {};
  const known = [
    ...[effect, spread?.low ?? 0, spread?.high ?? 0, Math.abs(mean) + 2 * deviation],
    ...readings.map((one) => one.effect),
  ];
  return Math.max(0, ...known.filter(Number.isFinite).map(Math.abs));
}

/**
 * A bar as long as an effect, to the right whatever its sign, which its colour tells: grey behind it what most
 * random changes nearby do (mean and two standard deviations), on it a whisker from the least to the largest of the
 * shuffles, and a mark for each answer of a strand, a member or another model. What is of the other sign lies at 0.
 */
export function drawEffectBar(
  pen: Pen,
  { effect, spread, background, readings = [] }: BarredEffect,
  { left, top, width, largest }: BarPlace,
): void {
  const sign = effect < 0 ? -1 : 1;
  const at = (value: number) =>
    left + (largest > 0 ? width * Math.max(0, Math.min(1, (sign * value) / largest)) : 0);
  const between = (one: number, other: number, least: number) => {
    const [from, to] = [at(one), at(other)].sort((a, b) => a - b) as [number, number];
    return { from, width: Math.max(least, to - from) };
  };
  if (background && !Number.isNaN(background.deviation)) {
    const { mean, deviation } = background;
    const band = between(mean - 2 * deviation, mean + 2 * deviation, 2);
    pen.fillStyle = withAlpha(referenceColor, 0.5);
    pen.fillRect(band.from, top, band.width, effectBarHeight);
  }
  pen.fillStyle = effect < 0 ? signColors.less : signColors.more;
  pen.fillRect(left, top + 3, Math.max(1, at(effect) - left), 3);
  pen.fillStyle = inks.word;
  if (spread) {
    const whisker = between(spread.low, spread.high, 1);
    pen.fillRect(whisker.from, top + 4, whisker.width, 1);
    for (const end of [whisker.from, whisker.from + whisker.width]) {
      pen.fillRect(end - 0.5, top + 2, 1, 5);
    }
  }
  for (const one of readings) {
    if (Number.isNaN(one.effect)) continue;
    pen.fillRect(at(one.effect) - 1, top, 2, effectBarHeight);
  }
}
