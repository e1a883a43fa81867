import { defined } from '../../contract/index.ts';
import type { GraphBuilder, Value } from '../graph/index.ts';
import type { StateSpec } from './network.ts';

/** Where in a graph a scan's states come from and go to, and what marks the token it starts at. */
export interface ScanPorts {
  /** `[b, ...shape]` */
  state(spec: StateSpec): Value;
  /** Takes `[b, ...shape]`. */
  next(spec: StateSpec, value: Value): void;
  /** `[b,t,1]`: 1 at the token at which the direction starts, if the chunk holds it, else 0. */
  starts(direction: 'forward' | 'reverse'): Value;
}

/** An input and an output of the graph for each, by name: a graph of one scan. */
export class NamedPorts implements ScanPorts {
  readonly #g: GraphBuilder;

  constructor(g: GraphBuilder) {
    this.#g = g;
  }

  state({ name, shape }: StateSpec): Value {
    return this.#g.input(name, ['b', ...shape]);
  }

  next({ name, shape }: StateSpec, value: Value): void {
    this.#g.output(`${name}_next`, value, ['b', ...shape]);
  }

  starts(direction: 'forward' | 'reverse'): Value {
    return this.#g.input(`${direction}_starts`, ['b', 't', 1]);
  }
}

/**
 * The states of all layers side by side in one input `states [b,s]` and one output, in the order in
 * which they are asked for, and one number `first [b,1,1]` that is 1 where the chunk starts the
 * sequence: a graph of many forward scans, which few calls and copies serve. The output has two names:
 * `states_next` may stay on a device while `states_home` is what to go on from if that fails.
 */
export class PackedPorts implements ScanPorts {
  readonly #g: GraphBuilder;
  readonly #width: number;
  readonly #packed: Value;
  readonly #first: Value;
  readonly #tokens: Value;
  readonly #next: Value[] = [];
  #taken = 0;
  #starts: Value | undefined;

  /** `tokens [1]`: an integer, the number of tokens. */
  constructor(g: GraphBuilder, width: number, tokens: Value) {
    this.#g = g;
    this.#width = width;
    this.#tokens = tokens;
    this.#packed = g.input('states', ['b', width]);
    this.#first = g.input('first', ['b', 1, 1]);
  }

  state({ shape }: StateSpec): Value {
    const g = this.#g;
    const [from, to] = [this.#taken, this.#taken + sizeOf(shape)];
    this.#taken = to;
    const own = g.node('Slice', [this.#packed, ...[[from], [to], [1]].map((at) => g.integers(at))]);
    return g.node('Reshape', [own, g.integers([-1, ...shape])]);
  }

  next({ shape }: StateSpec, value: Value): void {
    const flat = this.#g.node('Reshape', [value, this.#g.integers([-1, sizeOf(shape)])]);
    this.#next.push(flat);
  }

  starts(): Value {
    return (this.#starts ??= this.#marks());
  }

  /** Declares the output, once all states are written. */
  finish(): void {
    const g = this.#g;
    let parts = this.#next;
    // A shader binds few buffers, so few are joined at a time.
    while (parts.length > 1) {
      const joined: Value[] = [];
      for (let i = 0; i < parts.length; i += maxJoined) {
        const some = parts.slice(i, i + maxJoined);
        joined.push(
          some.length === 1
            ? defined(some[0])
            : g.node('Concat', some, { attributes: { axis: 1 } }),
        );
      }
      parts = joined;
    }
    for (const name of ['states_next', 'states_home']) {
      g.output(name, defined(parts[0]), ['b', this.#width]);
    }
  }

  #marks(): Value {
    const g = this.#g;
    const after = g.node('Sub', [this.#tokens, g.integers([1])]);
    const pads = g.node('Concat', [g.integers([0, 0, 0, 0]), after, g.integers([0])], {
      attributes: { axis: 0 },
    });
    return g.node('Pad', [this.#first, pads]);
  }
}

const maxJoined = 6;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
