import { quoteField, defined } from '../../contract/index.ts';
import { readColumns, wrong, type GffFeature } from './gff-columns.ts';
import { readLines } from '../lines/index.ts';

/** `gene_name "ABC1";` or `level 2;`; text in quotes may hold a semicolon. */
const pair = /([^\s;"]+)\s+(?:"([^"]*)"|([^\s;"]+))\s*(?:;|$)\s*/y;

/**
 * The features of a GTF file (GFF 2.5), plain or gzip, one a line and in its order. Throws
 * `gff-format` with the line, `file-missing`, `file-unreadable`.
 */
export async function* gtfFeatures(path: string): AsyncGenerator<GffFeature> {
  for await (const { number, text } of readLines(path)) {
    if (/^(#|\s*$)/.test(text)) continue;
    const where = `Line ${number} of ${path}`;
    const { columns, place } = readColumns(text, where);
    const [contig, , type, , , , , , attributes] = columns;
    if (!contig || !type) throw wrong(where, 'lacks a contig or a type');
    yield { contig, type, ...place, attributes: readAttributes(defined(attributes), where) };
  }
}

function readAttributes(text: string, where: string): Record<string, string[]> {
  // Keys such as `constructor` are the file's own.
  const attributes = Object.create(null) as Record<string, string[]>;
  // A note behind a # belongs to no attribute.
  const rest = text.trim();
  for (let at = 0; at < rest.length && rest[at] !== '#'; at = pair.lastIndex) {
    pair.lastIndex = at;
    const [, key, quoted, bare] = pair.exec(rest) ?? [];
    if (key === undefined) {
      const found = quoteField(rest.slice(at));
      throw wrong(where, `has ${found} where an attribute was expected: key "value";`);
    }
    // A key may come again, `tag` for one.
    (attributes[key] ??= []).push(quoted ?? defined(bare));
  }
  return attributes;
}
