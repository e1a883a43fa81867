import { strongestEffect, type VariantScores } from '../../../contract/index.ts';
import { float32Text, commentLines, oneLine } from '../../../formats/output/index.ts';
import type { VariantText, VariantTableHead } from './variant-text.ts';

/**
 * BED of six columns: a line for each variant that has a place on the genome, its largest effect as
 * the score. A probability's change of 1 is 1000; another unit's change `x` is 1000 x / (1 + x), and
 * so is a log ratio where the model has no tracks, for nobody knows the largest beforehand.
 */
export function bedText({ notes, tracks }: VariantTableHead): VariantText {
  const isProbability = tracks.length > 0 && tracks.every(({ unit }) => unit === 'probability');
  const comments = commentLines([
    ...notes,
    { key: 'columns', text: 'start and end are 0-based half-open, in bp' },
    { key: 'score', text: 'by the largest effect either way; the seventh column has it' },
  ]);
  const scoreOf = (effect: number) => {
    const size = Math.abs(effect);
    return Math.round(1000 * Math.min(1, isProbability ? size : size / (1 + size)));
  };
  return {
    head: comments,
    rows: (rows) =>
      rows
        .flatMap(({ id, place, scores }) => {
          if (place === undefined) return [];
          const effect = scores && shown(scores);
          const score = effect === undefined ? 0 : scoreOf(effect);
          const value = effect === undefined ? '.' : float32Text(effect);
          const { contig, start, end } = place;
          return [`${[contig, start, end, oneLine(id), score, '.', value].join('\t')}\n`];
        })
        .join(''),
    tail: '',
  };
}

function shown(scores: VariantScores): number | undefined {
  return strongestEffect(scores) ?? scores.maskedLlr ?? scores.llr;
}
