import { MegabaseError } from '../../contract/index.ts';

/** What samtools, bcftools and all else on htslib take between a file and its index. */
const delimiter = '##idx##';

/** A file, and its index where it does not lie beside it. */
interface IndexedFile {
  readonly path: string;
  readonly index?: string | undefined;
}

/** Reads `calls.vcf.gz##idx##/scratch/calls.tbi`; any other text is a path. Error: `usage` where a part of it is missing. */
export function indexedFile(text: string): IndexedFile {
  const at = text.indexOf(delimiter);
  if (at < 0) return { path: text };
  const [path, index] = [text.slice(0, at), text.slice(at + delimiter.length)];
  if (path !== '' && index !== '' && !index.includes(delimiter)) return { path, index };
  throw new MegabaseError('usage', `${text}: expected FILE${delimiter}INDEX.`);
}

/** The same the other way round. */
export function indexedText(path: string, index: string): string {
  return `${path}${delimiter}${index}`;
}

/** Every path in such a text: that of the file, and that of its index if it names one. */
export function pathsIn(text: string): string[] {
  return text.split(delimiter);
}

/** The same text with each path in it replaced. */
export function mapPaths(text: string, map: (path: string) => string): string {
  return pathsIn(text)
    .map((path) => map(path))
    .join(delimiter);
}
