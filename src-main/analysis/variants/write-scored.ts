import type { AnalysisEvent, InterimEvent } from '../events/index.ts';
import type { VariantPart } from './score-variants.ts';
import type { VariantSummary } from './variant-summary.ts';
import type { RowsOfRecord, VariantTableHead } from './write/index.ts';

/**
 * Has the parts of scored variants written as they come: gives the head and the rows to `write`,
 * notes and progress to `onEvent`. Resolves with the summary, and what `write` gave; stops the
 * analysis where that fails.
 */
export async function writeScored<Written>(
  events: AsyncIterable<AnalysisEvent<VariantSummary, VariantPart>>,
  onEvent: (event: InterimEvent) => void,
  write: (head: VariantTableHead, records: AsyncIterable<RowsOfRecord>) => Promise<Written>,
): Promise<{ readonly summary: VariantSummary; readonly written: Written }> {
  let summary: VariantSummary | undefined;
  async function* partsOf(): AsyncGenerator<VariantPart> {
    for await (const event of events) {
      if (event.kind === 'result') summary = event.result;
      else if (event.kind === 'partial') yield event.partial;
      else onEvent(event);
    }
  }
  const parts = partsOf();
  async function* rows(): AsyncGenerator<RowsOfRecord> {
    for await (const part of parts) if (part.kind === 'rows') yield part;
  }
  try {
    const first = await parts.next();
    if (first.done === true || first.value.kind !== 'head') {
      throw new Error('Scored variants came without their head.');
    }
    const written = await write(first.value.head, rows());
    if (summary === undefined) throw new Error('Scored variants came without a summary.');
    return { summary, written };
  } finally {
    await parts.return(undefined);
  }
}
