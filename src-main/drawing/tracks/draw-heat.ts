import { withAlpha } from '../colors.ts';
import { fillSplit } from '../fill-split.ts';
import { barsOf, type Plot, type ValueBin } from './value-bars.ts';

/** Strengths of a colour that are told apart. */
const heatSteps = 32;

interface HeatCell {
  /** px */
  readonly left: number;
  readonly right: number;
  /** Share of the full colour. */
  readonly strength: number;
  readonly isBelow: boolean;
}

/** Values as strips of a colour, the stronger the farther from zero; those below it are parted. */
export function drawHeat(
  { pen, width: pageWidth, x, share, top, bottom }: Plot,
  bins: readonly ValueBin[],
  { less, more }: { readonly less: string; readonly more: string },
): void {
  const zero = share(0);
  const height = bottom - top;
  let open: HeatCell | undefined;
  const close = () => {
    if (!open) return;
    const { left, right, strength, isBelow } = open;
    pen.fillStyle = withAlpha(isBelow ? less : more, Math.max(0.02, Math.min(1, strength)));
    if (isBelow) fillSplit(pen, { left, top, width: right - left, height });
    else pen.fillRect(left, top, right - left, height);
  };
  // A cell a pixel: where two lay over each other, they would be darker than either. Those alike are one, for
  // on paper there is a seam between two.
  for (const { left, right: end, min, max } of barsOf(bins, x)) {
    const right = Math.max(left + 1, end);
    if (right < 0 || left > pageWidth) continue;
    const [high, low] = [share(max), share(min)];
    const isBelow = zero - low > high - zero;
    const exact = (isBelow ? zero - low : high - zero) / Math.max(1 - zero, zero);
    const strength = Math.round(exact * heatSteps) / heatSteps;
    if (open?.right === left && open.strength === strength && open.isBelow === isBelow) {
      open = { ...open, right };
      continue;
    }
    close();
    open = { left, right, strength, isBelow };
  }
  close();
}
