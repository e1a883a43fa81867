import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import { reverseComplement, type ChunkPlan } from '../../../sequence/index.ts';

/**
 * The embeddings of a sequence, a chunk at a time. The second strand reads the reverse complement,
 * of each window by itself.
 */
export class Embedding {
  /** `[v, d]` */
  readonly table: Float32Array;
  /** What each strand reads, in its own order. */
  readonly strands: readonly Uint8Array[];
  readonly #network: Network;
  readonly #plan: ChunkPlan;

  constructor(network: Network, plan: ChunkPlan, tokens: Uint8Array) {
    this.table = network.embedding();
    this.strands = strandsOf(network, plan, tokens);
    this.#network = network;
    this.#plan = plan;
  }

  /** Fills `into` `[t, d]` with chunk `k` as the strand reads it. */
  fill(strand: number, k: number, into: Float32Array): void {
    const { start, end } = this.#plan.range(k);
    embedTokens(
      this.#network,
      this.table,
      defined(this.strands[strand]).subarray(start, end),
      into,
    );
  }
}

function strandsOf(network: Network, plan: ChunkPlan, tokens: Uint8Array): Uint8Array[] {
  if (network.strands === 1) return [tokens];
  const complement = network.complement();
  const second = new Uint8Array(plan.length);
  for (let k = 0; k < plan.count; k++) {
    if (!plan.startsWindow(k)) continue;
    const { start, end } = plan.windowOf(k);
    second.set(reverseComplement(tokens.subarray(start, end), complement), start);
  }
  return [tokens, second];
}

/** Embeddings `[t, d]` of some tokens, from the table `[v, d]`. */
export function embedTokens(
  { d, vocabSize }: Pick<Network, 'd' | 'vocabSize'>,
  table: Float32Array,
  tokens: Uint8Array,
  into: Float32Array,
): void {
  // Of the tokens that were met: to set a row takes a quarter of what its values take one by one.
  const rows: Float32Array[] = [];
  for (let t = 0; t < tokens.length; t++) {
    const token = tokens[t]!;
    let row = rows[token];
    if (row === undefined) {
      if (token >= vocabSize) {
        throw new RangeError(`token ${token} at ${t} is outside a vocabulary of ${vocabSize}`);
      }
      row = rows[token] = table.subarray(token * d, (token + 1) * d);
    }
    into.set(row, t * d);
  }
}
