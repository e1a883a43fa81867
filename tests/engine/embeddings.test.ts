import { expect, it } from 'vitest';
import type { EmbeddingPiece } from '../../src-main/engine/jobs/embed-request.ts';
import type { EmbedRequest } from '../../src-main/engine/index.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { readExpected } from '../support/expected.ts';
import { referenceModels } from '../support/paths.ts';
import { runPass, type PassOptions } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
type Name = keyof typeof referenceModels;
const small = ['caduceus-ph', 'caduceus-ps', 'hawk-bi', 'hawk-causal'] as const;
const all = Object.keys(referenceModels) as Name[];
// The Hawk references were computed in float32 with 1 - exp(2 log a), which loses digits near 1.
const tolerance = (name: Name) => (name.startsWith('hawk') ? 1e-3 : exact);
const bp = 50;

/** Runs a pass that is asked for embeddings, and joins them. */
async function embeddings(options: PassOptions): Promise<{ first: number; values: number[] }> {
  const pieces: EmbeddingPiece[] = [];
  await runPass({
    raw: undefined,
    ...options,
    onReply: (reply) => reply.kind === 'embedding' && pieces.push(reply),
  });
  return { first: pieces[0]!.first, values: pieces.flatMap(({ values }) => [...values]) };
}

/** Of the strand-sharing models. */
const widths: Partial<Record<Name, number>> = {
  ...{ 'caduceus-ps': 32, 'caduceus-tutorial': 32, 'mamba2-ps': 32, 'mamba2-ps-plantcad2': 64 },
};

/** What a linear head reads: of a strand-sharing model both strands' mean, channels put right. */
function averaged(hidden: Float32Array, name: Name): number[][] {
  const d = widths[name] ?? 0;
  const width = hidden.length / readExpected(referenceModels[name]).positions.length;
  return Array.from({ length: hidden.length / width }, (_, t) => {
    const row = [...hidden.subarray(t * width, (t + 1) * width)];
    if (d === 0) return row;
    return row.slice(0, d).map((value, c) => (value + row[width - 1 - c]!) / 2);
  });
}

function meanOf(rows: readonly (readonly number[])[]): number[] {
  return rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
}

it.each(small.flatMap((name) => [undefined, 60].map((chunk) => ({ name, chunk }))))(
  'bins of $name hold the mean of its published hidden states, chunk $chunk',
  async ({ name, chunk }) => {
    const { tokens, hidden } = readExpected(referenceModels[name]);
    const rows = averaged(hidden, name);
    const request: EmbedRequest = {
      ...{ features: 'averaged', pool: 'mean', over: { kind: 'bins', bp } },
    };
    const job = { model: referenceModels[name], tokens, graphs, chunk, embed: request };
    const found = await embeddings({ ...job, start: 1030 });
    expect(found.first).toBe(21);
    // 1050 to 1400: the bins that the ends cut have no embedding.
    const expected = Array.from({ length: 7 }, (_, b) =>
      meanOf(rows.slice(20 + b * bp, 20 + (b + 1) * bp)),
    );
    expect(worstRatio(found.values, expected.flat())).toBeLessThan(tolerance(name));
  },
);

it.each(all)('single tokens of %s are its hidden states as published', async (name) => {
  const { tokens, positions, hidden } = readExpected(referenceModels[name]);
  const over = { kind: 'ranges', starts: positions, ends: positions.map((p) => p + 1) } as const;
  const model = referenceModels[name];
  for (const features of ['published', 'averaged'] as const) {
    const embed: EmbedRequest = { features, pool: 'mean', over };
    const { values } = await embeddings({ model, tokens, graphs, embed });
    const expected = features === 'published' ? hidden : averaged(hidden, name).flat();
    expect(worstRatio(values, expected)).toBeLessThan(tolerance(name));
  }
});

it('embeddings of 60 kbp are the same read in chunks and in one', async () => {
  const tokens = tutorialContig('chrT2').subarray(0, 60_000);
  const embed: EmbedRequest = {
    ...{ features: 'averaged', pool: 'mean', over: { kind: 'bins', bp: 128 } },
  };
  const job = { model: referenceModels['hawk-tutorial'], tokens, graphs, embed };
  const one = await embeddings({ ...job, chunk: tokens.length });
  const many = await embeddings({ ...job, chunk: 7000 });
  expect(one.values).toHaveLength(468 * 64);
  expect(worstRatio(many.values, one.values)).toBeLessThan(exact);
});

it('a pass that was not asked for embeddings sends none', async () => {
  const { tokens } = readExpected(referenceModels['hawk-bi']);
  const kinds = new Set<string>();
  await runPass({
    ...{ model: referenceModels['hawk-bi'], tokens, graphs },
    onReply: ({ kind }) => kinds.add(kind),
  });
  expect(kinds).toContain('raw');
  expect(kinds).not.toContain('embedding');
});

it('hidden states that are only pooled are not sent one by one', async () => {
  const { tokens } = readExpected(referenceModels['caduceus-ps']);
  const kinds = new Set<string>();
  await runPass({
    ...{ model: referenceModels['caduceus-ps'], tokens, graphs },
    raw: undefined,
    embed: { features: 'published', pool: 'max', over: { kind: 'bins', bp } },
    onReply: ({ kind }) => kinds.add(kind),
  });
  expect(kinds).toContain('embedding');
  expect(kinds).not.toContain('raw');
});
