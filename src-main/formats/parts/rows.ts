import { defined, MegabaseError } from '../../contract/index.ts';
import { readEndLine } from '../output/index.ts';
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

/** What tells how many rows a part has: its last line, or the records that its note names. */
export type RowsEnd = 'line' | 'records';

/** Copies the rows of parts that follow each other. Error: `file-damaged` where a part lacks some. */
export async function copyRows(
  parts: readonly OpenPart[],
  end: RowsEnd,
  sink: Sink,
): Promise<void> {
  for (const { path, bytes, head } of parts) {
    if (end === 'line') {
      const { lines, last } = await bytes.copyButLast(sink);
      expectRows(path, lines, readEndLine(Buffer.from(last).toString('utf8').trimEnd()));
      continue;
    }
    const { records: [from, to] = [0, 0], malformed = 0 } = head.note;
    expectRows(path, await bytes.copyAll(sink), to - from - malformed);
  }
}

/**
 * Error: `file-damaged` unless a file has as many rows as it was written with.
 *
 * @param told undefined where the line that tells of it is not there
 */
export function expectRows(path: string, rows: number, told: number | undefined): void {
  if (rows === told) return;
  const how =
    told === undefined
      ? 'it was cut short, for the line that ends it is not there'
      : `it has ${rows} of ${told} rows`;
  throw new MegabaseError(
    'file-damaged',
    `${path} is not as Megabase wrote it: ${how}. Copy it again, or run its shard again.`,
    { file: path },
  );
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
