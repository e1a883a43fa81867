import { defined } from '../../contract/index.ts';
import { readEndLine } from '../../formats/output/index.ts';
import { expectRows, type OpenPart, type Sink } from '../../formats/parts/index.ts';

/** Column of the effect, from 0. */
const effectColumn = 7;

/** A part with the line of it that comes next. */
interface Waiting {
  readonly part: OpenPart;
  readonly line: string;
  readonly size: number;
  /** Which of its rows it is, from 0. */
  readonly row: number;
}

/**
 * Copies the links of parts, each the largest effect first, in that order over all parts; of equal effects
 * those of the first part come first, as the elements of one run do.
 */
export async function copyLinks(parts: readonly OpenPart[], sink: Sink): Promise<void> {
  const waiting: (Waiting | undefined)[] = [];
  for (const part of parts) waiting.push(await nextOf(part, 0));
  for (;;) {
    const [next, at] = largest(waiting);
    if (next === undefined) return;
    await sink(Buffer.from(`${next.line}\n`));
    waiting[at] = await nextOf(next.part, next.row + 1);
  }
}

function largest(waiting: readonly (Waiting | undefined)[]): [Waiting | undefined, number] {
  let [found, at]: [Waiting | undefined, number] = [undefined, -1];
  for (const [i, one] of waiting.entries()) {
    if (one && (found === undefined || one.size > found.size)) [found, at] = [one, i];
  }
  return [found, at];
}

async function nextOf(part: OpenPart, rows: number): Promise<Waiting | undefined> {
  const line = await part.bytes.line();
  const told = line === undefined ? undefined : readEndLine(line);
  if (line === undefined || told !== undefined) {
    expectRows(part.path, rows, told);
    await part.bytes.expectEnd();
    return undefined;
  }
  const size = Math.abs(Math.fround(Number(defined(line.split('\t')[effectColumn]))));
  return { part, line, size, row: rows };
}
