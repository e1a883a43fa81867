import { createHash } from 'node:crypto';
import { openFile, PlainSource } from '../../formats/bytes/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { digest } from './digest.ts';

/** A file up to this size is read as a whole, bytes. */
const wholeBytes = 1 << 24;

/** Of a larger one so many pieces of so many bytes, spread evenly from its first byte to its last. */
const samples = { count: 256, bytes: 1 << 16 };

/**
 * Fingerprints of what a run reads, for the note of a part: the names and lengths of the genome's contigs,
 * and its file and others as they lie on the disk. Errors: those of reading.
 *
 * @param files by what they are to the run; those that are absent are left out
 */
export async function inputTexts(
  { contigs, path }: Pick<Genome, 'contigs' | 'path'>,
  files: Readonly<Record<string, string | undefined>> = {},
): Promise<Record<string, string>> {
  const names = contigs.map(({ name, length }) => `${name} ${length}`);
  const texts: Record<string, string> = {
    genome: `${contigs.length} contigs, ${digest(names)}`,
    'content of the genome': await fileText(path),
  };
  for (const [key, file] of Object.entries(files)) {
    if (file !== undefined) texts[`content of ${key}`] = await fileText(file);
  }
  return texts;
}

/**
 * The size of a file and a fingerprint of its bytes, of a large one of samples of them: so a changed file of
 * a whole genome is told, mostly, without reading it.
 */
async function fileText(path: string): Promise<string> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    const source = new PlainSource(path, handle);
    const hash = createHash('sha256');
    const isWhole = size <= wholeBytes;
    const { count, bytes } = isWhole ? { count: 1, bytes: size } : samples;
    const step = isWhole ? 0 : (size - bytes) / (count - 1);
    for (let i = 0; i < count; i++) hash.update(await source.read(Math.round(i * step), bytes));
    return `${size} bytes, ${hash.digest('hex').slice(0, 16)}`;
  } finally {
    await handle.close();
  }
}
