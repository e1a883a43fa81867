import type { AlleleRow, RegionRow } from './dataset.ts';
import type { Evaluation } from './evaluate-model.ts';

/** An evaluation as its JSON has it; what was NaN is null. */
export interface WrittenEvaluation extends Omit<Evaluation, 'scored'> {
  /** As it was asked for: an id, or a folder. */
  readonly model: string;
  readonly scores: readonly WrittenRow[];
}

export type WrittenRow = (RegionRow | AlleleRow) & { readonly score: number };

/** Measures, charts, rows that were left out, and each row with its score, as JSON. */
export function evaluationText({ scored, ...rest }: Evaluation, model: string): string {
  const scores = scored.map(({ row, score }) => ({ ...row, score }));
  return `${JSON.stringify({ model, ...rest, scores }, undefined, 1)}\n`;
}
