import { createHash } from 'node:crypto';
import type { Span } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';

/**
 * The content a run is made of, as its name: tokens, model, engine and where the bins' borders lie.
 * The same sequence under another name, in another file or at another place has the same key.
 */
export function runKey(content: {
  readonly tokens: Uint8Array;
  readonly modelHash: string;
  /** Contig coordinate of the first token, 0-based. */
  readonly start: number;
  readonly bin: number;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** What else was made of the sequence than a plain prediction. */
  readonly derived?: Readonly<Record<string, number | string>> | undefined;
}): string {
  const { tokens, modelHash, start, bin, valued, derived } = content;
  const phase = start % bin;
  const spans = valued?.map((one) => [one.start, one.end]);
  const header = { engineVersion, modelHash, phase, bin, length: tokens.length, derived, spans };
  return createHash('sha256').update(JSON.stringify(header)).update(tokens).digest('hex');
}
