import { defined, type Contig, type VariantScores } from '../../../contract/index.ts';
import { refuse, type BaseEdit, type SkipReason } from '../../../sequence/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import type { ScoreOptions } from '../score-options.ts';
import { ofSingleEdits } from './single-edits.ts';
import { hasWindow, windowLlrs, type WindowLlrs, type WindowOptions } from './window-llrs.ts';

/** Ratios of substitutions, each in a window of its own; a haplotype of several edits has none. */
export class WindowScorer {
  readonly #options: WindowOptions;

  private constructor(options: WindowOptions) {
    this.#options = options;
  }

  /** Undefined where no window is asked for. */
  static of({ window, ...options }: ScoreOptions): WindowScorer | undefined {
    return window === undefined ? undefined : new WindowScorer({ ...options, window });
  }

  /** Of what a window tells nothing. */
  refusalOf([edit]: readonly BaseEdit[]): SkipReason | undefined {
    const { window } = this.#options;
    if (hasWindow(defined(edit), window)) return undefined;
    const longest = (window / 2).toLocaleString('en-US');
    return refuse(
      'no-window',
      `A window of ${window.toLocaleString('en-US')} bp scores substitutions of at most ${longest} bp only.`,
    );
  }

  /** What is known of a variant of which only its window is read, before that is. */
  unread(edits: readonly BaseEdit[], { name: contig, length }: Contig): VariantScores {
    const { window } = this.#options;
    const start = defined(edits[0]).start - (window / 2 - 1);
    const interval = { contig, start: Math.max(0, start), end: Math.min(length, start + window) };
    return { interval, local: [], distal: [] };
  }

  /** In the variants' order. Errors: those of the genome and the pass. */
  llrs(
    contig: string,
    variants: readonly (readonly BaseEdit[])[],
    context: AnalysisContext,
  ): Promise<(WindowLlrs | undefined)[]> {
    return ofSingleEdits(variants, async (edits) => {
      const found = await windowLlrs(contig, edits, this.#options, context);
      return found.map((llrs) => llrs ?? { llr: undefined, maskedLlr: undefined });
    });
  }
}

/** Scores with the ratios of a window in place of those of a reading, its several answers' among them. */
export function withWindowLlrs(scores: VariantScores, llrs: WindowLlrs): VariantScores {
  const readings = scores.readings?.map(({ llr: _, ...others }) => others);
  return { ...scores, ...(readings && { readings }), ...llrs };
}
