import type { Network } from '../model/index.ts';
import { reverseComplement } from '../sequence/index.ts';
import type { ChunkedTensor } from './chunked-tensor.ts';

/** Fills the residual with the tokens' embeddings; the second strand reads the reverse complement. */
export function embed(network: Network, tokens: Uint8Array, residual: ChunkedTensor): void {
  const table = network.embedding();
  const { d, v } = network;
  const strands = [tokens];
  if (network.strands === 2) strands.push(reverseComplement(tokens, network.complement()));
  for (let k = 0; k < residual.plan.count; k++) {
    const { start, end } = residual.plan.range(k);
    const chunk = residual.chunk(k);
    let offset = 0;
    for (const strand of strands) {
      for (let t = start; t < end; t++) {
        const token = strand[t]!;
        if (token >= v)
          throw new RangeError(`token ${token} at ${t} is outside a vocabulary of ${v}`);
        for (let c = 0; c < d; c++) chunk[offset + c] = table[token * d + c]!;
        offset += d;
      }
    }
  }
}
