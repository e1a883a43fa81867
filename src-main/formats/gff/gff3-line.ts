import type { Strand } from '../../contract/index.ts';

/** A feature as it is written; 0-based half-open, unlike the line. */
export interface Gff3Feature {
  readonly contig: string;
  readonly source: string;
  /** A term of the Sequence Ontology. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** A number as text, or `.`. */
  readonly score: string;
  readonly strand: Strand;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The line of a feature without a phase, 1-based with both ends included, escaped where it must be.
 * Source: github.com/The-Sequence-Ontology/Specifications, gff3.md.
 */
export function gff3Line(feature: Gff3Feature): string {
  const { contig, source, type, start, end, score, strand } = feature;
  const attributes = Object.entries(feature.attributes).map(
    ([tag, value]) => `${tag}=${escapeAttribute(value)}`,
  );
  const place = [escapeSeqId(contig), source, type, start + 1, end];
  return `${[...place, score, strand, '.', attributes.join(';')].join('\t')}\n`;
}

/** Column 1 allows few characters as they are. */
export function escapeSeqId(text: string): string {
  return text.replace(/[^a-zA-Z0-9.:^*$@!+_?|-]/gu, percentEncoded);
}

/** Column 9 reserves `;`, `=`, `&` and `,` besides what may stand nowhere. */
function escapeAttribute(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must be encoded
  return text.replace(/[\u0000-\u001f\u007f%;=&,]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return Array.from(
    Buffer.from(character, 'utf8'),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
