import { MegabaseError } from '../../contract/index.ts';
import type { CutRun } from './cut-run.ts';

/** Pieces that a plan has at most where only a time is asked for: a folder lists them. */
const maxCount = 100_000;

/**
 * The fewest pieces of which none takes longer than so many minutes on so many threads; as many as there can
 * be where the largest takes longer in any case.
 */
export function chooseCount(run: CutRun, minutes: number, threads: number): number {
  const allowed = minutes * 60 * threads;
  const largest = (count: number) =>
    run.cut(count).reduce((most, one) => Math.max(most, one.processorSeconds), 0);
  const most = Math.min(run.most, maxCount);
  const whole = largest(1);
  if (whole <= allowed) return 1;
  // Fewer would take longer even if all were of one size.
  const least = Math.ceil(whole / allowed);
  if (least > most) return most;
  let [few, many] = [least - 1, least];
  for (let step = 1; largest(many) > allowed; step *= 2) {
    if (many === most) return most;
    [few, many] = [many, Math.min(most, many + step)];
  }
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (largest(middle) <= allowed) many = middle;
    else few = middle;
  }
  return many;
}

/** Error: `usage` for more pieces than the run can be cut into. */
export function expectCount({ most, of }: CutRun, count: number): void {
  if (count <= most) return;
  throw new MegabaseError(
    'usage',
    `--shards ${count}: there are ${most.toLocaleString('en-US')} ${of}, which are not cut any further; ` +
      `choose at most ${most.toLocaleString('en-US')}.`,
  );
}
