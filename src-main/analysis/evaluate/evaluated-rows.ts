import type { EvaluatedGroup, EvaluatedRow, EvaluationPlace } from '../../contract/index.ts';
import type { WrittenEvaluation, WrittenRow } from './evaluation-text.ts';

/**
 * Rows of an evaluation that are worth a look, `count` of a group at most. At a threshold: those of label 0 that
 * reach it, the highest first, and those of label 1 that do not, the lowest first. At a point of a scatter plot: those
 * nearest by both axes. Among scores, or of all: those furthest from their labels.
 */
export function evaluatedRows(
  { scores, charts }: Pick<WrittenEvaluation, 'scores' | 'charts'>,
  at: EvaluationPlace | undefined,
  count: number,
): EvaluatedGroup[] {
  const group = (
    kind: EvaluatedGroup['kind'],
    rows: readonly WrittenRow[],
    distance: (row: WrittenRow) => number,
  ): EvaluatedGroup => {
    const sorted = rows.toSorted((a, b) => distance(a) - distance(b) || a.line - b.line);
    return { kind, total: rows.length, rows: sorted.slice(0, count).map(evaluatedRow) };
  };
  const byError = ({ score, label }: WrittenRow) => -Math.abs(score - label);
  switch (at?.kind) {
    case undefined:
      return [group('furthest', scores, byError)];
    case 'threshold': {
      const { threshold } = at;
      const called = scores.filter(({ label, score }) => label === 0 && score >= threshold);
      const missed = scores.filter(({ label, score }) => label === 1 && score < threshold);
      return [
        group('false-positives', called, ({ score }) => -score),
        group('false-negatives', missed, ({ score }) => score),
      ];
    }
    case 'point': {
      const [width, height] = [extent(charts.scatter?.predicted), extent(charts.scatter?.observed)];
      const away = ({ score, label }: WrittenRow) =>
        Math.hypot((score - at.predicted) / width, (label - at.observed) / height);
      return [group('nearest', scores, away)];
    }
    case 'scores': {
      const isLast = at.to === 1;
      const within = scores.filter(
        ({ score }) => score >= at.from && (score < at.to || (isLast && score <= at.to)),
      );
      return [group('within', within, byError)];
    }
  }
}

/** Length of an axis; 1 of one without any. */
function extent(ends: readonly [low: number, high: number] | undefined): number {
  return ends ? ends[1] - ends[0] || 1 : 1;
}

function evaluatedRow(row: WrittenRow): EvaluatedRow {
  const { line, label, score } = row;
  if ('ref' in row) {
    const { contig, pos, ref, alt } = row;
    const region = { contig, start: pos, end: pos + ref.length };
    return { line, region, change: `${ref}>${alt}`, label, score };
  }
  const { contig, start, end } = row;
  return { line, region: { contig, start, end }, label, score };
}
