import { defined } from '../../contract/index.ts';
/** Bases that a distribution tells of. */
const n = 4;

/**
 * Largest change of the log-odds ln(p / (1 - p)) of any base, for each token, from ln P of the four
 * bases, `[t, 4]`, before and after; NaN where nothing tells a base.
 */
export function changeOfLogOdds(before: Float32Array, after: Float32Array): Float32Array {
  const changes = new Float32Array(before.length / n);
  for (const t of changes.keys()) {
    let max = 0;
    for (let base = 0; base < n; base++) {
      const change = logOdds(after, t, base) - logOdds(before, t, base);
      max = Math.max(max, Math.abs(change));
    }
    changes[t] = max;
  }
  return changes;
}

/** From the other three bases: 1 - p would lose its digits where p is close to 1. */
function logOdds(logP: Float32Array, t: number, base: number): number {
  let others = 0;
  for (let other = 0; other < n; other++) {
    if (other !== base) others += Math.exp(logP[t * n + other]!);
  }
  return defined(logP[t * n + base]) - Math.log(others);
}
