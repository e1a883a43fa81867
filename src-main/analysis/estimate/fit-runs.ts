import { defined } from '../../contract/index.ts';
import { median } from './median.ts';

/** What runs take: so long whatever they read, and so long a base. */
interface RunFit {
  /** Seconds. */
  readonly start: number;
  /** Seconds a base. */
  readonly perBase: number;
}

/** Runs are told apart by their lengths where one is so many times as long as the other. */
const apart = 2;

/** Seconds that a run is taken to start in where other lengths do not tell, at most half of it; measured 0.1 to 0.4. */
const usualStart = 0.25;

/**
 * A line through the seconds of runs, by their lengths: the median slope of their pairs, a pair counting as much as its
 * lengths differ, so that no single run bends it. Speed alone made of a run of 10 kbp, half of whose time went into
 * opening graphs, 52 seconds for a megabase that took 12.
 *
 * @param runs bp and seconds of each, at least one
 */
export function fitRuns(runs: readonly (readonly [bp: number, seconds: number])[]): RunFit {
  const slopes = runs
    .flatMap(([bp, seconds]) =>
      runs.flatMap(([other, longer]) =>
        other < apart * bp
          ? []
          : [{ weight: other - bp, slope: (longer - seconds) / (other - bp) }],
      ),
    )
    .sort((a, b) => a.slope - b.slope);
  const half = slopes.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let before = 0;
  const middle = slopes.find(({ weight }) => (before += weight) >= half);
  if (middle === undefined || middle.slope <= 0) return ofLongest(runs);
  const { slope: perBase } = middle;
  const start = defined(median(runs.map(([bp, seconds]) => seconds - perBase * bp)));
  return { start: Math.max(0, start), perBase };
}

/** By the longest alone, and its like: of them the start is the smallest part. */
function ofLongest(runs: readonly (readonly [bp: number, seconds: number])[]): RunFit {
  const longest = Math.max(...runs.map(([bp]) => bp));
  const alike = runs.filter(([bp]) => longest < apart * bp);
  const fits = alike.map(([bp, seconds]) => {
    const start = Math.min(usualStart, seconds / 2);
    return { start, perBase: (seconds - start) / bp };
  });
  return {
    start: defined(median(fits.map(({ start }) => start))),
    perBase: defined(median(fits.map(({ perBase }) => perBase))),
  };
}
