import type { BaseEdit } from '../../../sequence/index.ts';

/** What is found for each single edit, in the variants' order, whatever stands beside it. */
export async function ofSingleEdits<Found>(
  variants: readonly (readonly BaseEdit[])[],
  find: (edits: readonly BaseEdit[]) => Promise<readonly Found[]>,
): Promise<(Found | undefined)[]> {
  const singles = variants.flatMap((edits) => (edits.length === 1 ? edits : []));
  const found = await find(singles);
  let next = 0;
  return variants.map((edits) => (edits.length === 1 ? found[next++] : undefined));
}
