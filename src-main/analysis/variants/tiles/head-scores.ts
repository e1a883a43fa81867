import { defined, type HeadLabel, type HeadScore } from '../../../contract/index.ts';
import {
  applyHead,
  readHeads,
  type HeadWeights,
  type Manifest,
  type ModelPackage,
  type VariantOutput,
} from '../../../model/index.ts';
import { anchoredWindow, tokenize, type BaseEdit } from '../../../sequence/index.ts';
import {
  paddedTokens,
  poolWindows,
  windowsPerPass,
  type PoolSettings,
  headReading,
  type HeadReading,
} from '../../windows/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';

/** The labels of all variant heads of a model, in the order of their scores. */
export function variantLabels(model: ModelPackage): HeadLabel[] {
  const { outputs }: Manifest = model.manifest;
  return outputs.flatMap((output) => (output.kind === 'variant' ? output.labels : []));
}

/** What the variant heads of a model say of variants, each in a window of its own. */
export class HeadScorer {
  readonly #heads: readonly {
    readonly head: HeadWeights<VariantOutput>;
    readonly reading: HeadReading;
  }[];

  private constructor(model: ModelPackage) {
    this.#heads = readHeads(model)
      .filter((head): head is HeadWeights<VariantOutput> => head.output.kind === 'variant')
      .map((head) => ({ head, reading: headReading(head.output, model.manifest) }));
  }

  /** Undefined for a model without such heads. Errors: those of its heads' weights; `usage`. */
  static of(model: ModelPackage): HeadScorer | undefined {
    return variantLabels(model).length === 0 ? undefined : new HeadScorer(model);
  }

  /**
   * The reference and the alternative are read in windows of one length, the variant's first base at
   * index `floor(context / 2)`; what an insertion or deletion moves is what follows it. Beyond the contig's
   * ends stands N. Scores in the variants' order. Errors: those of the genome and the pass.
   */
  async score(
    contig: string,
    variants: readonly BaseEdit[],
    settings: PoolSettings,
    context: AnalysisContext,
  ): Promise<HeadScore[][]> {
    const scores: HeadScore[][] = variants.map(() => []);
    for (const { head, reading } of this.#heads) {
      const { context: length, ...pooling } = reading;
      const maxWindows = windowsPerPass(length, context.model, settings);
      const batchSize = Math.max(1, Math.floor(maxWindows / 2));
      for (let done = 0; done < variants.length; done += batchSize) {
        const batch = variants.slice(done, done + batchSize);
        const windows: Uint8Array[] = [];
        for (const edit of batch) {
          windows.push(...(await cutAlleles(contig, edit, length, context)));
        }
        const features = await poolWindows(windows, pooling, settings, context);
        for (const i of batch.keys()) {
          const both = [...defined(features[2 * i]), ...defined(features[2 * i + 1])];
          const values = applyHead(head, both);
          const named = head.output.labels.map(({ id }, l) => ({ label: id, value: values[l]! }));
          defined(scores[done + i]).push(...named);
        }
      }
    }
    return scores;
  }
}

/** The windows with the reference and with the alternative. */
async function cutAlleles(
  contig: string,
  { start, end, bases }: BaseEdit,
  length: number,
  context: AnalysisContext,
): Promise<[Uint8Array, Uint8Array]> {
  const window = anchoredWindow(start, length, '+');
  const shorter = Math.max(0, end - start - bases.length);
  const whole = await paddedTokens(
    { contig, start: window.start, end: window.end + shorter },
    context,
  );
  const before = start - window.start;
  const alternative = new Uint8Array(length);
  alternative.set(whole.subarray(0, before));
  alternative.set(tokenize(bases).subarray(0, length - before), before);
  const from = before + bases.length;
  if (from < length) {
    const after = before + end - start;
    alternative.set(whole.subarray(after, after + length - from), from);
  }
  return [whole.subarray(0, length), alternative];
}
