/**
 * One predicted track at one zoom level, 0-based; bin `i` covers `[start + i*bin, ...)`. The first
 * and the last bin may reach past the interval that was read, also past base 0: they tell of the
 * part that is inside.
 */
export interface TrackView {
  readonly start: number;
  readonly bin: number;
  readonly mean: Float32Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
}

export interface ViewRequest {
  /** `id` of one of the project's runs, or of one that is being computed. */
  readonly run: string;
  readonly project: string;
  readonly track: string;
  /** bp, 0-based half-open. */
  readonly start: number;
  readonly end: number;
  readonly bpPerPixel: number;
}
