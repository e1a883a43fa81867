import { defined } from '../../contract/index.ts';
import type { StrandCounts } from './pileup-tile.ts';

/** Largest value that is given, where the test says 0. */
const largest = 999;

/**
 * Phred of Fisher's exact test, two-sided, on reference and alternative by strand: 0 where both stand
 * on the strands alike, high where the alternative keeps to one of them.
 */
export function strandBias(reference: StrandCounts, alternative: StrandCounts): number {
  const [a, b] = reference;
  const [c, d] = alternative;
  const [row, column, all] = [a + b, a + c, a + b + c + d];
  // The chance of x in the corner, all margins as they are.
  const margins =
    logFactorial(row) +
    logFactorial(all - row) +
    logFactorial(column) +
    logFactorial(all - column) -
    logFactorial(all);
  const logChance = (x: number) =>
    margins -
    logFactorial(x) -
    logFactorial(row - x) -
    logFactorial(column - x) -
    logFactorial(all - row - column + x);
  const found = logChance(a);
  let sum = 0;
  for (let x = Math.max(0, row + column - all); x <= Math.min(row, column); x++) {
    const chance = logChance(x);
    // Tables as likely as the found one count too, whatever the last digit says.
    if (chance <= found + 1e-7) sum += Math.exp(chance);
  }
  if (sum <= 0) return largest;
  return Math.min(largest, Math.max(0, -10 * Math.log10(sum)));
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) {
    logFactorials.push(defined(logFactorials[i - 1]) + Math.log(i));
  }
  return defined(logFactorials[n]);
}
