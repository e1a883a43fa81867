import type { PointColumn } from '../../contract/index.ts';
import type { VariantAxis } from './plot.ts';

/**
 * The axes that were chosen, of those that there are: up the first where none was, across the score where that is
 * not the other one already. Nothing goes across where one axis is all there is.
 */
export function chosenAxes(
  axes: readonly VariantAxis[],
  chosen: { readonly up?: PointColumn | undefined; readonly across?: PointColumn | undefined },
): { readonly up: VariantAxis | undefined; readonly across: VariantAxis | undefined } {
  const up = axes.find(({ column }) => column === chosen.up) ?? axes[0];
  const others = axes.filter((axis) => axis !== up);
  const find = (wanted: PointColumn | undefined) => others.find(({ column }) => column === wanted);
  return { up, across: find(chosen.across) ?? find('score') ?? others[0] };
}
