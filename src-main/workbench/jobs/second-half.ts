/** How far a job was at some time. */
export interface Sample {
  /** Seconds. */
  readonly at: number;
  readonly fraction: number;
}

/** Seconds between two samples at least, and shares of the time so far: some hundreds are held of any job. */
const spacing = { seconds: 0.25, share: 1 / 256 };

/** How far a job was when half of its time so far had passed. */
export class SecondHalf {
  readonly first: Sample;
  /** From the last that lies in the first half on. */
  readonly #samples: Sample[];

  constructor(first: Sample) {
    this.first = first;
    this.#samples = [first];
  }

  get held(): number {
    return this.#samples.length;
  }

  /** Takes where the job is now; gives where it was, as far as that is held. */
  add(now: Sample): Sample {
    const passed = now.at - this.first.at;
    const middle = this.first.at + passed / 2;
    const last = this.#samples.at(-1) ?? this.first;
    if (now.at - last.at >= Math.max(spacing.seconds, passed * spacing.share)) {
      this.#samples.push(now);
    }
    const index = this.#samples.findLastIndex((sample) => sample.at <= middle);
    this.#samples.splice(0, Math.max(0, index));
    return this.#samples[0] ?? this.first;
  }
}
