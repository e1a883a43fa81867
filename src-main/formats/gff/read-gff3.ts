import { quoteField, defined } from '../../contract/index.ts';
import { readColumns, wrong, type GffFeature } from './gff-columns.ts';
import { readLines } from '../lines/index.ts';

/** All of `gff3Features`. */
export async function readGff3(path: string): Promise<GffFeature[]> {
  const features: GffFeature[] = [];
  for await (const feature of gff3Features(path)) features.push(feature);
  return features;
}

/**
 * The features of a GFF3 file, plain or gzip, one a line and in its order; parents and children
 * stay apart. Throws `gff-format` with the line, `file-missing`, `file-unreadable`.
 */
export async function* gff3Features(path: string): AsyncGenerator<GffFeature> {
  for await (const { number, text } of readLines(path)) {
    // From here on the file is FASTA.
    if (/^(##FASTA\b|>)/.test(text)) break;
    if (/^(#|\s*$)/.test(text)) continue;
    yield parseLine(text, `Line ${number} of ${path}`);
  }
}

function parseLine(text: string, where: string): GffFeature {
  const { columns, place } = readColumns(text, where);
  const attributes = defined(columns[8]);
  if (attributes !== '.' && attributes !== '' && !attributes.includes('=')) {
    throw wrong(where, `has no key=value as attributes: ${quoteField(attributes)}`);
  }
  const unescape = unescapeOf(text);
  const [contig = '', type = ''] = [defined(columns[0]), defined(columns[2])].map(unescape);
  if (contig === '' || contig === '.' || type === '' || type === '.') {
    throw wrong(where, 'lacks a contig or a type');
  }
  return { contig, type, ...place, attributes: readAttributes(attributes, unescape) };
}

/** Files have a `%` that escapes nothing ("50% alike"): the escapes of such a line are kept as they stand. */
function unescapeOf(line: string): (text: string) => string {
  try {
    decodeURIComponent(line);
    return decodeURIComponent;
  } catch {
    return (text) => text;
  }
}

/** `ID=a;Note=b,c`; what follows a second `=` belongs to the value ("url=http://a?b=c"). */
function readAttributes(
  text: string,
  unescape: (text: string) => string,
): Record<string, string[]> {
  // Keys such as `constructor` are the file's own.
  const attributes = Object.create(null) as Record<string, string[]>;
  if (text === '.') return attributes;
  for (const pair of text.split(';')) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at).trim();
    if (at === -1 || key === '' || at === pair.length - 1) continue;
    const values = (attributes[unescape(key)] ??= []);
    for (const value of pair.slice(at + 1).split(',')) values.push(unescape(value.trim()));
  }
  return attributes;
}
