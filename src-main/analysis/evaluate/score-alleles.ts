import {
  defined,
  largestEffect,
  type AlleleScore,
  type BadRow,
  type VariantScores,
} from '../../contract/index.ts';
import { VariantNormaliser } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { scoreRecords, type ScoreOptions, type VariantSource } from '../variants/index.ts';
import type { AlleleRow } from './dataset.ts';
import type { ScoredRow } from './score-by-track.ts';

/** Scores alleles one by one; those that cannot be scored go to `bad` with their reasons. */
export async function scoreAlleles(
  rows: readonly AlleleRow[],
  {
    score,
    track,
    ...options
  }: ScoreOptions & {
    readonly score: AlleleScore;
    /** Track of `effect`, or label of `head`. */
    readonly track: string | undefined;
  },
  context: AnalysisContext,
  bad: BadRow[],
): Promise<ScoredRow<AlleleRow>[]> {
  const scored: ScoredRow<AlleleRow>[] = [];
  let next = 0;
  const source = sourceOf(rows, context);
  for await (const { rows: found } of scoreRecords(source, options, context)) {
    const row = defined(rows[next++]);
    const [outcome] = found;
    const value = outcome?.scores && valueOf(outcome.scores, score, track);
    if (value !== undefined && !Number.isNaN(value)) scored.push({ row, score: value });
    else {
      const reason = outcome?.reason?.message ?? 'It has no such score.';
      bad.push({ line: row.line, reason });
    }
  }
  return scored;
}

function valueOf(
  scores: VariantScores,
  score: AlleleScore,
  track: string | undefined,
): number | undefined {
  const ratio = scores.maskedLlr ?? scores.llr;
  if (score === 'llr') return ratio === undefined ? undefined : -ratio;
  if (score === 'abs-llr') return ratio === undefined ? undefined : Math.abs(ratio);
  if (score === 'head') return scores.heads?.find(({ label }) => label === track)?.value;
  if (track === undefined) return largestEffect(scores);
  const local = scores.local.find((one) => one.track === track);
  return local && Math.abs(local.effect);
}

function sourceOf(
  rows: readonly AlleleRow[],
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): VariantSource {
  const normaliser = new VariantNormaliser(genome, { onNote: (note) => emit(textNote(note)) });
  return {
    name: 'labelled variants',
    header: [],
    async *records() {
      for (const [i, number] of genomeOrder(rows).entries()) {
        const { contig, pos, ref, alt, line, structural } = defined(rows[number]);
        const fields = structural && { structural: () => structural };
        const stated = { contig, pos, ref, alts: [alt], ...fields };
        const alleles = await normaliser.normalise(stated);
        const text = [contig, pos + 1, '.', ref, alt].join('\t');
        const share = (i + 1) / rows.length;
        yield { text, line, stated: { contig, pos, ref }, alleles, number, share };
      }
    },
  };
}

/** Numbers of rows, contig by contig as they first come, so that none is read again for each batch. */
function genomeOrder(rows: readonly AlleleRow[]): number[] {
  const contigs = new Map<string, number>();
  for (const { contig } of rows) if (!contigs.has(contig)) contigs.set(contig, contigs.size);
  const placeOf = (number: number) => {
    const { contig, pos } = defined(rows[number]);
    return { contig: defined(contigs.get(contig)), pos };
  };
  return [...rows.keys()].sort((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one.contig - other.contig || one.pos - other.pos;
  });
}
