import { MegabaseError, shardText, type Shard } from '../../contract/index.ts';
import type { HeaderNote } from './provenance.ts';

/**
 * Lines of a part that stand together in the whole: the place of this block among those of the whole,
 * from 0, and how many lines it has.
 */
export type PartBlock = readonly [place: number, lines: number];

/** Which piece of a run a file holds, and what all pieces of that run have in common. */
export interface PartOfRun {
  readonly shard: Shard;
  /** Settings, model, engine and inputs by name: two parts of one run differ in none. */
  readonly whole: Readonly<Record<string, string>>;
}

/** What a part says of itself, so that parts are put together as one run would have written them. */
export interface PartNote extends PartOfRun {
  /**
   * Blocks of the part, in its order, for each section of the file; absent where the whole is one part
   * after the other.
   */
  readonly sections?: readonly (readonly PartBlock[])[] | undefined;
  /** Blocks of a section of the whole; absent with `sections`. */
  readonly total?: number | undefined;
  /** Place of each run in the header, as for blocks; absent where runs are not told apart. */
  readonly runs?: readonly number[] | undefined;
  /** Place of each contig that the header names; absent where it names none. */
  readonly contigs?: readonly number[] | undefined;
  /** Records of the input that are in it: from, to and of how many; absent where they are not counted. */
  readonly records?: readonly [from: number, to: number, of: number] | undefined;
  /** Of these the lines that are no records, and so stand in no VCF; none where absent. */
  readonly malformed?: number | undefined;
}

/** The last line of a part with so many rows: a copy that was cut short lacks it. */
export function endLine(rows: number): string {
  return `# end: ${rows} rows\n`;
}

/** Rows that such a line tells of, without its end; undefined for any other line. */
export function readEndLine(line: string): number | undefined {
  const [, rows] = /^# end: (\d+) rows$/.exec(line) ?? [];
  return rows === undefined ? undefined : Number(rows);
}

/** What a header calls the note of a part. */
export const partKey = 'shard';

/** Raised when the note of a part is read in another way. */
const noteVersion = 1;

/** The note of a part for its header; none of a whole run. */
export function partNotes(note: PartNote | undefined): HeaderNote[] {
  return note ? [{ key: partKey, text: partText(note) }] : [];
}

/** `2/6 {...}`, one line. */
export function partText({ shard, ...rest }: PartNote): string {
  return `${shardText(shard)} ${JSON.stringify({ version: noteVersion, ...rest })}`;
}

/** For a file that has no such note. */
export function noPart(file: string): MegabaseError {
  return new MegabaseError('parts-differ', `${file} is no part of a run: it names no shard.`, {
    file,
  });
}

/** The note that `partText` wrote. Error: `parts-differ` for what is none, or of another version. */
export function readPartNote(text: string, file: string): PartNote {
  const [, number, count, json] = /^(\d+)\/(\d+) (\{.*\})$/.exec(text) ?? [];
  try {
    const { version, ...rest } = JSON.parse(json ?? '') as { version: number } & PartNote;
    if (version === noteVersion) {
      return { ...rest, shard: { number: Number(number), count: Number(count) } };
    }
  } catch {
    // Said below.
  }
  throw new MegabaseError(
    'parts-differ',
    `${file}: its shard line is damaged or of another version of Megabase: ${text.slice(0, 60)}.`,
    { file },
  );
}
