import { defined, MegabaseError } from '../../contract/index.ts';
import type { OpenPart } from '../../formats/parts/index.ts';

/** The first line of a JSON file of predictions. */
interface JsonHead {
  readonly runs: readonly unknown[];
  readonly [key: string]: unknown;
}

/**
 * The first line of the whole: its runs are those of all parts, each where one run would have named it.
 * Error: `parts-differ` for heads that are not alike otherwise.
 */
export function mergeJsonHeads(parts: readonly OpenPart[]): string {
  const heads = parts.map(({ head }) => {
    const { regions: _, ...own } = JSON.parse(`${head.lines.join('\n')}]}`) as JsonHead;
    return own;
  });
  const [first] = heads.map(({ runs: _, ...others }) => JSON.stringify(others));
  for (const [i, { runs: _, ...others }] of heads.entries()) {
    if (JSON.stringify(others) === first) continue;
    const [a, b] = [defined(parts[0]).path, defined(parts[i]).path];
    throw new MegabaseError(
      'parts-differ',
      `The parts are not of one run: ${a} and ${b} begin otherwise.`,
    );
  }
  const runs = heads
    .flatMap((head, i) =>
      head.runs.map((run, r) => ({ run, place: parts[i]?.head.note.runs?.[r] ?? 0 })),
    )
    .sort((a, b) => a.place - b.place)
    .map(({ run }) => run);
  return `${JSON.stringify({ ...defined(heads[0]), runs }).slice(0, -1)},"regions":[`;
}
