import { noPart, partKey, readEndLine, readPartNote, type PartNote } from '../output/index.ts';
import type { PartBytes } from './part-bytes.ts';

/** What stands before the first row of a part. */
export interface PartHead {
  /** The comments, or the first line of a JSON file; the shard's own line says `merged` instead. */
  readonly lines: readonly string[];
  readonly note: PartNote;
}

/** What a header line says: `# tolerance: 0.01`, `#!engine 2 on cpu`, `##megabaseVariants=track: cds`. */
export function readNote(
  line: string,
): { readonly key: string; readonly text: string } | undefined {
  const gff = /^#!(\S+) (.*)$/.exec(line);
  if (gff) return { key: gff[1] ?? '', text: gff[2] ?? '' };
  const found = /^(?:# |##megabaseVariants=)([^:]*): (.*)$/.exec(line);
  return found ? { key: found[1] ?? '', text: found[2] ?? '' } : undefined;
}

/** Reads the head of a part, to its first row. Error: `parts-differ` for a file that names no shard. */
export async function readHead(part: PartBytes): Promise<PartHead> {
  return (await part.peek()) === '{' ? readJsonHead(part) : readComments(part);
}

async function readComments(part: PartBytes): Promise<PartHead> {
  const lines: string[] = [];
  let note: PartNote | undefined;
  while ((await part.peek()) === '#') {
    const line = (await part.line()) ?? '';
    if (readEndLine(line) !== undefined) {
      // A part without rows: its last line follows its head.
      part.putBack(line);
      break;
    }
    const found = readNote(line);
    if (found?.key !== partKey) lines.push(line);
    else {
      note = readPartNote(found.text, part.path);
      lines.push(line.replace(partKey, mergedKey).replace(found.text, mergedText(note)));
    }
  }
  if (note === undefined) throw noPart(part.path);
  return { lines, note };
}

/** The head of a JSON file: up to the line that ends with the bracket of its rows. */
async function readJsonHead(part: PartBytes): Promise<PartHead> {
  const lines: string[] = [];
  for (;;) {
    const line = await part.line();
    if (line !== undefined) lines.push(line);
    if (line?.endsWith('[') !== false) break;
  }
  // The key stands alone among keys: within a text its quotes would be escaped.
  const entry = new RegExp(`"${partKey}":("(?:[^"\\\\]|\\\\.)*")`);
  let note: PartNote | undefined;
  const replaced = lines.map((line) =>
    line.replace(entry, (_, text: string) => {
      note = readPartNote(JSON.parse(text) as string, part.path);
      return `"${mergedKey}":${JSON.stringify(mergedText(note))}`;
    }),
  );
  if (note === undefined) throw noPart(part.path);
  return { lines: replaced, note };
}

/** What a header calls `mergedText`. */
export const mergedKey = 'merged';

/** What a whole says of its parts instead of a shard. */
export function mergedText({ shard }: PartNote): string {
  return `from ${shard.count} ${shard.count === 1 ? 'shard' : 'shards'}`;
}
