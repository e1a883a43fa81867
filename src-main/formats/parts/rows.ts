import { defined, MegabaseError } from '../../contract/index.ts';
import type { PartBytes, Sink } from './part-bytes.ts';
import type { PartHead } from './read-head.ts';

/** A part whose head was read. */
export interface OpenPart {
  readonly path: string;
  readonly bytes: PartBytes;
  readonly head: PartHead;
}

/** Changes a line of a part, without its end. */
export type LineChange = (line: string) => string;

const encoder = new TextEncoder();

/**
 * Titles that stand between the head and the rows. Error: `parts-differ` where
 * they are not the same in all parts.
 */
export async function readTitles(parts: readonly OpenPart[], count: number): Promise<string[]> {
  const titles: string[] = [];
  for (let i = 0; i < count; i++) {
    for (const [p, part] of parts.entries()) {
      const line = await part.bytes.line();
      if (p === 0) titles.push(line ?? '');
      if (line !== undefined && line === titles[i]) continue;
      throw new MegabaseError(
        'parts-differ',
        `The parts are not of one run: ${part.path} has the columns "${line?.slice(0, 200) ?? ''}", ` +
          `${defined(parts[0]).path} "${titles[i]?.slice(0, 200)}".`,
        { file: part.path },
      );
    }
  }
  return titles;
}

/** Copies the rows of parts that follow each other. */
export async function copyRows(parts: readonly OpenPart[], sink: Sink): Promise<void> {
  for (const { bytes } of parts) await bytes.copyRest(sink);
}

/** Copies the blocks of a section, each from the part that has it, in the order of the whole. */
export async function copySection(
  parts: readonly OpenPart[],
  section: number,
  sink: Sink,
  change?: LineChange,
): Promise<void> {
  for (const { part, lines } of sectionBlocks(parts, section)) {
    if (change === undefined) await part.bytes.copyLines(lines, sink);
    else {
      for (let i = 0; i < lines; i++) {
        const line = await part.bytes.line();
        if (line === undefined) await part.bytes.copyLines(1, sink);
        else await sink(encoder.encode(`${change(line)}\n`));
      }
    }
  }
}

/** The blocks of a section with the parts that they are in, in the order of the whole. */
export function sectionBlocks(
  parts: readonly OpenPart[],
  section: number,
): { readonly part: OpenPart; readonly lines: number }[] {
  return parts
    .flatMap((part) =>
      (part.head.note.sections?.[section] ?? []).map(([place, lines]) => ({ part, lines, place })),
    )
    .sort((a, b) => a.place - b.place);
}
