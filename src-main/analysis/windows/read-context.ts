import { MegabaseError } from '../../contract/index.ts';
import type { Manifest, VariantOutput, WindowOutput } from '../../model/index.ts';
import type { Pooling } from './pool-windows.ts';

/** How a head reads: bp in all, and of which of them the features are pooled. */
export interface HeadReading extends Pooling {
  /** bp that are read, the anchor at index `floor(context / 2)`. */
  readonly context: number;
}

/** `context`: bp to read in place of the head's own. Error: `usage` where nobody says how many. */
export function headReading(
  output: WindowOutput | VariantOutput,
  { name, trainingContext }: Manifest,
  chosen?: number,
): HeadReading {
  const { features, pool, window } = output;
  const context = chosen ?? output.context ?? trainingContext;
  if (context === undefined) {
    throw new MegabaseError(
      'usage',
      `The window length is unknown: ${name} has no training context, and its head.json no "context".`,
    );
  }
  if (context < window) {
    throw new MegabaseError(
      'usage',
      `${context.toLocaleString('en-US')} bp are to be read; the head pools ${window.toLocaleString('en-US')} of them.`,
    );
  }
  const from = Math.floor(context / 2) - Math.floor(window / 2);
  return { features, pool, context, from, to: from + window };
}
