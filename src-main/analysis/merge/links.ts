import { defined } from '../../contract/index.ts';
import type { OpenPart, Sink } from '../../formats/parts/index.ts';

/** Column of the effect, from 0. */
const effectColumn = 7;

/** A part with the line of it that comes next. */
interface Waiting {
  readonly part: OpenPart;
  readonly line: string;
  readonly size: number;
}

/**
 * Copies the links of parts, each the largest effect first, in that order over all parts; of equal effects
 * those of the first part come first, as the elements of one run do.
 */
export async function copyLinks(parts: readonly OpenPart[], sink: Sink): Promise<void> {
  const waiting: (Waiting | undefined)[] = [];
  for (const part of parts) waiting.push(await nextOf(part));
  for (;;) {
    const [next, at] = largest(waiting);
    if (next === undefined) return;
    await sink(Buffer.from(`${next.line}\n`));
    waiting[at] = await nextOf(next.part);
  }
}

function largest(waiting: readonly (Waiting | undefined)[]): [Waiting | undefined, number] {
  let [found, at]: [Waiting | undefined, number] = [undefined, -1];
  for (const [i, one] of waiting.entries()) {
    if (one && (found === undefined || one.size > found.size)) [found, at] = [one, i];
  }
  return [found, at];
}

async function nextOf(part: OpenPart): Promise<Waiting | undefined> {
  const line = await part.bytes.line();
  if (line === undefined) return undefined;
  const size = Math.abs(Math.fround(Number(defined(line.split('\t')[effectColumn]))));
  return { part, line, size };
}
