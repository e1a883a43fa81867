import { createHash } from 'node:crypto';
import { defined, type MutagenesisReadout, type Span } from '../../contract/index.ts';
import type { Reading } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { BatchedResultWriter } from '../perturbations/index.ts';
import { runKey } from '../run/index.ts';
import { isBase } from './cut-mutagenesis.ts';
import type { MutagenesisSpec } from './read-region.ts';

/** What is mutated, and where in the tokens. */
export interface Mutated {
  readonly readout: MutagenesisReadout;
  readonly start: number;
  readonly tokens: Uint8Array;
  readonly valued: Reading['valued'];
  /** Where the region begins, and its bases. */
  readonly from: number;
  readonly count: number;
  /** Those of its bases that are substituted; all others belong to other shards. */
  readonly span: Span;
}

/** The matrix, row by row: from the cache, or to be computed. */
export class MatrixRows {
  readonly changes: Float32Array;
  /** Bases that have no row yet. */
  readonly open: number[] = [];
  /** Readout of the unchanged sequence. */
  value: number | undefined;
  readonly #mutated: Mutated;
  readonly #tolerance: number;
  readonly #writer: BatchedResultWriter;

  constructor(mutated: Mutated, { tolerance }: MutagenesisSpec, context: AnalysisContext) {
    const { tokens, start, valued, from, count, readout, span } = mutated;
    const { model, cache } = context;
    const bin = readout.kind === 'track' ? readout.track.bin : 1;
    const modelHash = model.identity.hash;
    const run = runKey({ tokens, modelHash, start, bin, valued });
    this.#mutated = mutated;
    this.#tolerance = tolerance;
    this.#writer = new BatchedResultWriter(run, context);
    this.changes = new Float32Array(4 * count).fill(NaN);
    const asked = Array.from({ length: span.end - span.start }, (_, i) => span.start + i);
    const bases = asked.filter((i) => isBase(tokens[from + i]!));
    const keys = bases.map((base) => this.#keyOf(base));
    const stored = cache?.findEdits(run, keys);
    for (const [i, base] of bases.entries()) {
      const values = stored?.get(defined(keys[i]))?.values;
      if (values?.length === 5) this.#set(base, values);
      else this.open.push(base);
    }
  }

  /** Takes the changes of a base by A, C, G and T, and the readout that they are changes of. */
  add(base: number, changes: Float32Array, value = NaN): void {
    const values = Float32Array.of(...changes, value);
    this.#set(base, values);
    this.#writer.add(this.#keyOf(base), { info: { kind: 'mutagenesis' }, values });
  }

  flush(): void {
    this.#writer.flush();
  }

  #set(base: number, values: Float32Array): void {
    this.changes.set(values.subarray(0, 4), 4 * base);
    if (this.#mutated.readout.kind === 'track') this.value = values[4];
  }

  #keyOf(base: number): string {
    const { readout, from, start } = this.#mutated;
    const what =
      readout.kind === 'likelihood'
        ? readout
        : {
            ...{ track: readout.track.id, isGene: readout.gene !== undefined },
            ...{ start: readout.place.start - start, end: readout.place.end - start },
          };
    const content = { kind: 'mutagenesis', what, base: from + base, tolerance: this.#tolerance };
    return createHash('sha256').update(JSON.stringify(content)).digest('hex');
  }
}
