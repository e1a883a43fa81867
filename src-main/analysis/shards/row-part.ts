import type { Shard } from '../../contract/index.ts';
import type { HeaderNote, PartNote } from '../../formats/output/index.ts';

/**
 * What a part says of itself that follows the one before it as a file: the notes of its header are what
 * all parts have in common.
 */
export function rowPart(
  command: string,
  shard: Shard,
  notes: readonly HeaderNote[],
  asked: {
    /** Of the files that are read, see `inputTexts`. */
    readonly files: Readonly<Record<string, string>>;
    /** What is cut, with a fingerprint: `200 records, 9f86d081884c7d65`. */
    readonly input: string;
    readonly records?: PartNote['records'];
    readonly malformed?: PartNote['malformed'];
  },
): PartNote {
  const { files, input, records, malformed } = asked;
  const settings = Object.fromEntries(notes.map(({ key, text }) => [key, text]));
  return {
    shard,
    whole: { command, ...files, input, ...settings },
    records,
    malformed,
  };
}
