import type { PassProgress } from '../../contract/index.ts';
import { SecondHalf } from './second-half.ts';

/** What is known of how long a job takes before it has begun, from earlier ones with the same model here. */
export interface LearnedTime {
  /** Seconds of the whole pass, where the job is one. */
  readonly pass?: number | undefined;
  /** Seconds of one changed sequence. */
  readonly each?: number | undefined;
}

/** Seconds of work before its own speed is believed, and the share that must have been done in them. */
const basis = { seconds: 3, share: 0.01 };

/** Two estimates a second apart that differ by more say nothing yet. */
const steady = 1.35;

/** Share of the work from which on its own speed counts alone. */
const ownSpeed = 0.2;

/**
 * Seconds that a job still takes. The first changed sequences of a job cost many times what the rest do,
 * and a first chunk what graphs take to load: an estimate from the start alone gave 21 minutes for 27
 * seconds. So the speed that was learned from earlier jobs counts first, later the speed of the second
 * half of what was done, and without either nothing is said.
 */
export class RemainingTime {
  readonly #now: () => number;
  #learned: LearnedTime = {};
  /** Whether changed sequences follow a pass, whose own end is not that of the job. */
  readonly #hasEdits: boolean;
  #done: SecondHalf | undefined;
  #fraction = 0;
  #before: { readonly at: number; readonly end: number } | undefined;
  #isSteady = false;

  /** @param now milliseconds */
  constructor(hasEdits: boolean, now: () => number = () => performance.now()) {
    this.#hasEdits = hasEdits;
    this.#now = now;
  }

  learn(learned: LearnedTime): void {
    this.#learned = learned;
  }

  /** Undefined while there is nothing to go by. */
  at(progress: PassProgress): number | undefined {
    const { stage, fraction, chunks } = progress;
    if (this.#hasEdits && stage !== 'edits') return undefined;
    const own = this.#measure(fraction);
    const { pass, each } = this.#learned;
    const whole = stage === 'edits' ? each && each * chunks : pass;
    if (whole === undefined) return own;
    const weight = own === undefined ? 0 : Math.min(1, fraction / ownSpeed);
    return (1 - weight) * whole * (1 - fraction) + weight * (own ?? 0);
  }

  #measure(fraction: number): number | undefined {
    const at = this.#now() / 1000;
    // Another stage counts from 0 again.
    if (fraction < this.#fraction) this.#restart();
    this.#fraction = fraction;
    this.#done ??= new SecondHalf({ at, fraction });
    const from = this.#done.add({ at, fraction });
    const { first } = this.#done;
    if (at - first.at < basis.seconds || fraction - first.fraction < basis.share) return undefined;
    if (fraction <= from.fraction) return undefined;
    const left = ((at - from.at) * (1 - fraction)) / (fraction - from.fraction);
    this.#judge(at, left);
    return this.#isSteady ? left : undefined;
  }

  /** Steady once two estimates of the end agree, however far off it is. */
  #judge(at: number, left: number): void {
    if (this.#isSteady || (this.#before && at - this.#before.at < 1)) return;
    if (this.#before) {
      const before = Math.max(0.5, this.#before.end - at);
      const ratio = Math.max(left, 0.5) / before;
      this.#isSteady = ratio < steady && ratio > 1 / steady;
    }
    this.#before = { at, end: at + left };
  }

  #restart(): void {
    this.#done = undefined;
    this.#before = undefined;
    this.#isSteady = false;
  }
}
