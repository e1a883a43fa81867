import { MegabaseError } from '../../../contract/index.ts';
import { readLines } from '../../../formats/lines/index.ts';

/** The samples that a file names, one a line, each once; what follows a tab is passed over. Error: `usage` for none; those of the reader. */
export async function readSampleNames(path: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const { text } of readLines(path)) {
    const [name = ''] = text.split('\t', 1);
    if (name.trim() !== '') names.add(name.trim());
  }
  if (names.size > 0) return [...names];
  throw new MegabaseError('usage', `${path} names no sample: one name a line was expected.`);
}
