import { util } from '@gmod/gff';
import { MegabaseError, quoteField } from '../../contract/index.ts';

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
  const line = unescapeLine(columns, where);
  if (!line.seq_id || !line.type) throw wrong(where, 'lacks a contig or a type');
  return { contig: line.seq_id, type: line.type, ...place, attributes: line.attributes ?? {} };
}

/**
 * Unescapes a line with @gmod/gff 2.0.0, which throws at a `%` that escapes nothing ("50% alike")
 * and drops what follows a second `=` in a value ("url=http://a?b=c"). Files have both, so the `=`
 * is escaped before, and where a `%` is wrong, the line's escapes are kept as they stand.
 */
function unescapeLine(columns: readonly string[], where: string) {
  const attributes = columns[8]!;
  if (attributes !== '.' && attributes !== '' && !attributes.includes('=')) {
    throw wrong(where, `has no key=value as attributes: ${quoteField(attributes)}`);
  }
  try {
    return util.parseFeature(escapeEquals(columns));
  } catch (error) {
    if (!(error instanceof URIError)) {
      throw new MegabaseError('gff-format', `${where} cannot be parsed.`, { cause: error });
    }
    return util.parseFeature(escapeEquals(columns.map((text) => text.replaceAll('%', '%25'))));
  }
}

/** The line, with every `=` of a value escaped. */
function escapeEquals(columns: readonly string[]): string {
  const pairs = columns[8]!.split(';').map((pair) => {
    const [key, ...value] = pair.split('=');
    return value.length === 0 ? pair : `${key}=${value.join('%3D')}`;
  });
  return [...columns.slice(0, 8), pairs.join(';')].join('\t');
}
