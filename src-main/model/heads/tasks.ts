import { defined, type EvaluationTask } from '../../contract/index.ts';
import type { Activation, HeadOutput } from '../outputs/index.ts';

/** How well a head does, as its benchmark counts it. */
export const headMetrics = ['auroc', 'auprc', 'r2', 'pearson'] as const;
export type HeadMetric = (typeof headMetrics)[number];

/** What a head of a task looks like; its title stands in `evaluationTasks`. */
export interface HeadTask {
  readonly kind: HeadOutput['kind'];
  /** Tracks or labels. */
  readonly count: number;
  readonly metric: HeadMetric;
  readonly activation: Activation;
  /** bp per value, of tracks. */
  readonly bin?: number;
  readonly anchor?: 'center' | 'tss';
  readonly strand?: 'forward' | 'aware';
}

const variant = { kind: 'variant', count: 1, metric: 'auroc', activation: 'sigmoid' } as const;
const bins = { kind: 'tracks', bin: 200, activation: 'sigmoid' } as const;

/**
 * Tasks of the Genomics Long-Range Benchmark (huggingface.co/datasets/InstaDeepAI/
 * genomics-long-range-benchmark). How wide the window is that is pooled, and what is read, is the
 * head's own choice.
 */
export const headTasks = {
  'bulk-rna': {
    kind: 'window',
    count: 218,
    metric: 'r2',
    activation: 'none',
    anchor: 'tss',
    strand: 'aware',
  },
  'vep-eqtl': variant,
  'vep-clinvar': variant,
  'histone-marks': { ...bins, count: 20, metric: 'auprc' },
  'dna-accessibility': { ...bins, count: 20, metric: 'auprc' },
  promoters: { ...bins, count: 1, metric: 'auprc' },
  enhancers: { ...bins, count: 1, metric: 'auroc' },
  cage: { kind: 'tracks', bin: 128, count: 50, metric: 'r2', activation: 'softplus' },
} as const satisfies Readonly<Record<EvaluationTask, HeadTask>>;

/** What a head has otherwise than its task wants it: `bin is 128, expected 200`. */
export function taskFaults(
  id: EvaluationTask,
  head: { readonly metric?: HeadMetric | undefined; readonly outputs: readonly HeadOutput[] },
): string[] {
  const { count, metric, ...wanted }: HeadTask = headTasks[id];
  const differing = (name: string, found: unknown, expected: unknown) =>
    found === expected
      ? []
      : [
          `${name} is ${(JSON.stringify(found) as string | undefined) ?? 'absent'}, expected ${JSON.stringify(expected)}`,
        ];
  const [output, ...others] = head.outputs;
  if (others.length > 0) return [`it has ${head.outputs.length} outputs, expected 1`];
  const faults = Object.entries(wanted).flatMap(([field, expected]) =>
    differing(`outputs.0.${field}`, defined(output)[field as keyof HeadOutput], expected),
  );
  const columns = columnsOf(defined(output)).length;
  return [
    ...faults,
    ...differing('the number of its tracks or labels', columns, count),
    ...differing('metric', head.metric ?? metric, metric),
  ];
}

/** The columns of an output: what each of its values is. */
export function columnsOf(
  output: HeadOutput,
): readonly { id: string; label: string; unit: string }[] {
  return output.kind === 'tracks' ? output.tracks : output.labels;
}
