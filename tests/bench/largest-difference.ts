/** Largest difference of logits, over the standard deviation of the second ones. */
export function largestDifference(some: Float32Array, others: Float32Array): number {
  let largest = 0;
  let sum = 0;
  let squares = 0;
  for (const [i, value] of others.entries()) {
    largest = Math.max(largest, Math.abs(some[i]! - value));
    sum += value;
    squares += value * value;
  }
  const mean = sum / others.length;
  return largest / Math.sqrt(squares / others.length - mean * mean);
}
