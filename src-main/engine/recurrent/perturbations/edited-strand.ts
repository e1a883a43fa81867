import { defined } from '../../../contract/index.ts';
import {
  EditedSequence,
  mirrorEdits,
  reverseComplement,
  type Edit,
} from '../../../sequence/index.ts';
import type { TokenRange } from '../../jobs/index.ts';
import type { ReferenceRun } from './reference-run.ts';

/** One strand of an edited sequence, cut into the reference run's blocks. */
export class EditedStrand {
  readonly strand: number;
  readonly sequence: EditedSequence;
  /** Blocks that hold edits; they may be longer or shorter than the reference's. */
  readonly blocks: ReadonlySet<number>;
  readonly #reference: ReferenceRun;

  /** `edits` on the first strand. */
  constructor(reference: ReferenceRun, strand: number, edits: readonly Edit[]) {
    this.strand = strand;
    this.#reference = reference;
    const { grid, network, embedding, mirrored } = reference;
    const complement = network.complement();
    const own =
      strand === 0
        ? edits
        : mirrorEdits(edits, grid.length, (tokens) => reverseComplement(tokens, complement));
    this.sequence = new EditedSequence(defined(embedding.strands[strand]), own, { mirrored });
    const blocks = new Set<number>();
    for (const edit of own) {
      const from = Math.floor(this.sequence.anchor(edit) / grid.size);
      const to = Math.max(from + 1, Math.ceil(edit.end / grid.size));
      for (let block = from; block < to; block++) blocks.add(block);
    }
    this.blocks = blocks;
  }

  /** Tokens of a block. */
  range(block: number): TokenRange {
    const { grid } = this.#reference;
    const { start, end } = grid.range(block);
    return {
      start: block === 0 ? 0 : this.sequence.indexOf(start),
      end: block === grid.count - 1 ? this.sequence.length : this.sequence.indexOf(end),
    };
  }

  /** Contig coordinate of the first change, 0-based. */
  get changedAt(): number {
    const { edits } = this.sequence;
    const isAlong = (this.strand === 0) !== this.#reference.mirrored;
    return this.#baseOf(isAlong ? defined(edits[0]).start : defined(edits.at(-1)).end - 1);
  }

  /** Contig coordinate of a token, 0-based. */
  baseAt(token: number): number {
    return this.#baseOf(this.sequence.positions(token, token + 1)[0] ?? token);
  }

  #baseOf(position: number): number {
    const { length } = this.#reference.grid;
    return this.#reference.baseOf(this.strand === 0 ? position : length - 1 - position);
  }
}
