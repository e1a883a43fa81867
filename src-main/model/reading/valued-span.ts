import { defined, type Span } from '../../contract/index.ts';
import type { Reading } from './choose-reading.ts';

/** From the first to the last token that has a value; undefined where all of them have one. */
export function valuedSpan(valued: Reading['valued']): Span | undefined {
  return valued && { start: defined(valued[0]).start, end: defined(valued.at(-1)).end };
}
