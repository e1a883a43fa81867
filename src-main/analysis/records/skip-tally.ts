import { refusalWords, refuse, type SkipReason, type RefusalReason } from '../../sequence/index.ts';

/** How often each reason was met, with its first case. */
export class SkipTally {
  readonly #cases = new Map<RefusalReason, { count: number; readonly first: string }>();

  /** `where`: the record, as `line 12` or `chr1:30`. */
  add({ reason, message }: SkipReason, where: string): void {
    const known = this.#cases.get(reason);
    // What the reason says by itself is not said twice.
    const more = message === refuse(reason).message ? '.' : `: ${message}`;
    if (known === undefined) this.#cases.set(reason, { count: 1, first: `${where}${more}` });
    else known.count++;
  }

  /** By reason, in the order in which they were met. */
  get counts(): Readonly<Partial<Record<RefusalReason, number>>> {
    return Object.fromEntries([...this.#cases].map(([reason, { count }]) => [reason, count]));
  }

  /** A line a reason: `ref-mismatch, 3 times: the reference allele is not ... First, line 12: ...` */
  lines(): string[] {
    return [...this.#cases].map(([reason, { count, first }]) => {
      const times = count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;
      return `${reason}, ${times}: ${refusalWords[reason]}. First, ${first}`;
    });
  }
}
