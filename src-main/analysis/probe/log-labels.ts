import { formatRegion, MegabaseError, type Region } from '../../contract/index.ts';

/**
 * ln(1 + value) of the bins of a region; unknown ones stay unknown. Error: `labels-format` where a
 * value is negative, for which it would not stand.
 */
export function logLabels(
  values: Float32Array,
  { contig, start }: Region,
  bin: number,
  path: string,
): Float32Array {
  return values.map((value, i) => {
    if (!(value < 0)) return Math.log1p(value);
    const at = start + i * bin;
    const where = formatRegion({ contig, start: at, end: at + bin });
    throw new MegabaseError(
      'labels-format',
      `${path} has the value ${value} in ${where}; ln(1 + value) is for values of 0 or more: fit ` +
        `these as they are.`,
    );
  });
}
