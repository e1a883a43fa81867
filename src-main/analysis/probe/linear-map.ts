/** Rows of features, `[count, width]`. */
export interface FeatureRows {
  readonly values: Float32Array;
  readonly width: number;
}

/** A linear map from features as they are to one value. */
export interface LinearMap {
  readonly weight: Float64Array;
  readonly bias: number;
}

/** The map's values at some rows. */
export function applyMap(
  { weight, bias }: LinearMap,
  { values, width }: FeatureRows,
  rows: Int32Array,
): Float64Array {
  return Float64Array.from(rows, (row) => {
    let sum = bias;
    for (let j = 0, k = row * width; j < width; j++, k++) sum += weight[j]! * values[k]!;
    return sum;
  });
}

/** Mean and standard deviation of each feature over some rows. */
export interface FeatureScale {
  readonly mean: Float64Array;
  /** 1 where a feature does not vary. */
  readonly deviation: Float64Array;
}

export function featureScaleOf({ values, width }: FeatureRows, rows: Int32Array): FeatureScale {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const row of rows) {
    for (let j = 0; j < width; j++) mean[j]! += values[row * width + j]! / rows.length;
  }
  for (const row of rows) {
    for (let j = 0; j < width; j++) {
      deviation[j]! += (values[row * width + j]! - mean[j]!) ** 2 / rows.length;
    }
  }
  for (let j = 0; j < width; j++) {
    const found = Math.sqrt(deviation[j]!);
    // Below that it is float32's rounding, which is not to be made large.
    deviation[j] = found > 1e-6 * Math.abs(mean[j]!) ? found : 1;
  }
  return { mean, deviation };
}

/** A map of standardised features as one of features as they are: what a head's file holds. */
export function unscale({ weight, bias }: LinearMap, { mean, deviation }: FeatureScale): LinearMap {
  const raw = weight.map((value, j) => value / deviation[j]!);
  return { weight: raw, bias: raw.reduce((sum, value, j) => sum - value * mean[j]!, bias) };
}
