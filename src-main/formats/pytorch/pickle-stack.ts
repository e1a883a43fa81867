import type { PickledValue } from './values.ts';

/**
 * What a pickle has made so far: a stack with marks in it, and values that are remembered by number.
 * `damaged` makes the error of what is not there.
 */
export class PickleStack {
  readonly #damaged: (what: string) => Error;
  readonly #memo = new Map<number, PickledValue>();
  /** What lies below each mark that is open. */
  readonly #below: PickledValue[][] = [];
  #values: PickledValue[] = [];

  constructor(damaged: (what: string) => Error) {
    this.#damaged = damaged;
  }

  push(value: PickledValue): void {
    this.#values.push(value);
  }

  top(): PickledValue {
    const value = this.#values.at(-1);
    if (value === undefined) throw this.#damaged('a value is missing');
    return value;
  }

  pop(): PickledValue {
    const value = this.#values.pop();
    if (value === undefined) throw this.#damaged('a value is missing');
    return value;
  }

  /** The last `count`, at least one, in their order. */
  popSome(count: number): readonly PickledValue[] {
    if (this.#values.length < count) throw this.#damaged('a value is missing');
    return this.#values.splice(-count);
  }

  mark(): void {
    this.#below.push(this.#values);
    this.#values = [];
  }

  /** All above the last mark, which is closed. */
  popMark(): readonly PickledValue[] {
    const below = this.#below.pop();
    if (below === undefined) throw this.#damaged('a mark is missing');
    const values = this.#values;
    this.#values = below;
    return values;
  }

  /** Keeps the last value, by the next number where none is given. */
  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): PickledValue {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#damaged(`value ${index} is used before it is there`);
    return value;
  }
}
