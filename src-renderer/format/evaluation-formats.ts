/** How an evaluation can be written. */
export interface EvaluationFormat {
  /** What the workbench calls it; also the file's ending. */
  readonly id: 'svg' | 'pdf' | 'png' | 'json';
  readonly label: string;
  readonly description: string;
}

export const evaluationFormats: readonly EvaluationFormat[] = [
  { id: 'svg', label: 'SVG', description: 'The charts, with text as text.' },
  { id: 'pdf', label: 'PDF', description: 'The charts, with their letters inside.' },
  { id: 'png', label: 'PNG', description: 'The charts at 300 dpi.' },
  {
    id: 'json',
    label: 'JSON',
    description: 'Measures, curves, skipped rows, and each row with its score.',
  },
];
