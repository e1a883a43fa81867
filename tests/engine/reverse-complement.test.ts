import { expect, it } from 'vitest';
import { reverseComplement, tokenOf } from '../../src-main/sequence/index.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const complement = Uint8Array.from({ length: 16 }, (_, id) => id);
complement[tokenOf.A] = tokenOf.T;
complement[tokenOf.T] = tokenOf.A;
complement[tokenOf.C] = tokenOf.G;
complement[tokenOf.G] = tokenOf.C;

// An even and an odd number of layers: with the fused norm the chains change places in the second.
const cases = [
  { name: 'caduceus-ps', tokens: randomTokens(1000, new Random(5)), chunk: 300 },
  { name: 'caduceus-tutorial', tokens: tutorialContig('chrT2').subarray(0, 12_800), chunk: 3000 },
] as const;

it.each(cases)('$name says the same of both strands', async ({ name, tokens, chunk }) => {
  const model = referenceModels[name];
  const there = await runPass({ model, tokens, chunk, graphs });
  const back = await runPass({
    model,
    tokens: reverseComplement(tokens, complement),
    chunk,
    graphs,
  });

  expect(worstRatio(complementLogits(back.logits), there.logits)).toBeLessThan(exact);
  expect(worstRatio(exchangeStrands(back.hidden), there.hidden)).toBeLessThan(exact);
  expect(back.tracks).toHaveLength(there.tracks.length);
  for (const [i, track] of there.tracks.entries()) {
    expect(worstRatio(back.tracks[i]!.slice().reverse(), track)).toBeLessThan(exact);
  }
});

/** Logits of the reverse complement as those of the sequence itself. */
function complementLogits(logits: Float32Array): Float32Array {
  const v = complement.length;
  const tokens = logits.length / v;
  return logits.map((_, i) => {
    const [t, id] = [Math.floor(i / v), i % v];
    return logits[(tokens - 1 - t) * v + complement[id]!]!;
  });
}

/**
 * The published hidden state is one strand, then the other with length and channels reversed: for
 * the reverse complement it is the same values in reverse order from end to end.
 */
function exchangeStrands(hidden: Float32Array): Float32Array {
  return hidden.slice().reverse();
}
