/** Tokens `[start, end)` of a sequence replaced by others, more or fewer; 0-based half-open. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly tokens: Uint8Array;
}

/**
 * A sequence with edits, and where each of its tokens stands on the reference.
 *
 * Token `i` of an edit stands on the edit's token `i` of the reference, or on its last one where
 * the reference has fewer; one that is inserted between two tokens stands on the one before. So the
 * way along the edited sequence never goes back on the reference. `mirrored`: all this as it is seen along
 * the other strand, so that each token stands on the same base of both.
 */
export class EditedSequence {
  readonly length: number;
  readonly edits: readonly Edit[];
  readonly #reference: Uint8Array;
  readonly #isMirrored: boolean;

  /** `edits` in order, apart from each other. */
  constructor(reference: Uint8Array, edits: readonly Edit[], { mirrored = false } = {}) {
    let end = 0;
    for (const edit of edits) {
      if (edit.start < end || edit.end < edit.start || edit.end > reference.length) {
        throw new RangeError(`edit [${edit.start}, ${edit.end}) is out of order or outside`);
      }
      end = edit.end;
    }
    this.#reference = reference;
    this.#isMirrored = mirrored;
    this.edits = edits;
    this.length = reference.length + edits.reduce((sum, edit) => sum + growth(edit), 0);
  }

  /** How many tokens stand on the reference before `position`: the first that may stand on it. */
  indexOf(position: number): number {
    let index = position;
    for (const edit of this.edits) {
      const { start, end, tokens } = edit;
      if (this.anchor(edit) >= position) break;
      const removed = Math.min(position, end) - Math.min(position, start);
      const first = this.#isMirrored
        ? Math.max(0, tokens.length - (end - position))
        : Math.min(tokens.length, removed);
      index += (position >= end ? tokens.length : first) - removed;
    }
    return index;
  }

  /** Tokens `[start, end)` of the edited sequence. */
  tokens(start: number, end: number): Uint8Array {
    const result = new Uint8Array(end - start);
    this.#eachPart(start, end, ({ from, to, edit, reference }) => {
      const source = edit ? edit.tokens : this.#reference;
      result.set(source.subarray(reference, reference + to - from), from - start);
    });
    return result;
  }

  /** Where tokens `[start, end)` of the edited sequence stand on the reference. */
  positions(start: number, end: number): Int32Array {
    const result = new Int32Array(end - start);
    this.#eachPart(start, end, ({ from, to, edit, reference }) => {
      for (let t = from; t < to; t++) {
        const i = reference + t - from;
        result[t - start] = edit ? this.#positionIn(edit, i) : i;
      }
    });
    return result;
  }

  /** The first token of the reference that an edit's tokens may stand on. */
  anchor({ start, end }: Edit): number {
    if (end > start) return start;
    return this.#isMirrored
      ? Math.max(0, Math.min(start, this.#reference.length - 1))
      : Math.max(start - 1, 0);
  }

  #positionIn(edit: Edit, i: number): number {
    const { start, end, tokens } = edit;
    if (end === start) return this.anchor(edit);
    return this.#isMirrored
      ? Math.max(end - tokens.length + i, start)
      : Math.min(start + i, end - 1);
  }

  /** The parts of `[start, end)`, each from one source; `reference` is where it starts in there. */
  #eachPart(
    start: number,
    end: number,
    take: (part: {
      readonly from: number;
      readonly to: number;
      readonly edit: Edit | undefined;
      readonly reference: number;
    }) => void,
  ): void {
    const part = (from: number, to: number, edit: Edit | undefined, reference: number) => {
      const [low, high] = [Math.max(from, start), Math.min(to, end)];
      if (low < high) take({ from: low, to: high, edit, reference: reference + low - from });
    };
    let index = 0;
    let reference = 0;
    for (const edit of this.edits) {
      const same = edit.start - reference;
      part(index, index + same, undefined, reference);
      part(index + same, index + same + edit.tokens.length, edit, 0);
      index += same + edit.tokens.length;
      reference = edit.end;
    }
    part(index, this.length, undefined, reference);
  }
}

/** The same edits on the reverse complement of a sequence of `length` tokens. */
export function mirrorEdits(
  edits: readonly Edit[],
  length: number,
  reverseComplement: (tokens: Uint8Array) => Uint8Array,
): Edit[] {
  return edits
    .map(({ start, end, tokens }) => ({
      start: length - end,
      end: length - start,
      tokens: reverseComplement(tokens),
    }))
    .reverse();
}

function growth({ start, end, tokens }: Edit): number {
  return tokens.length - (end - start);
}
