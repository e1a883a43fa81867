import { inks } from '../colors.ts';

/**
 * Colours of Okabe and Ito by what a feature is (Sequence Ontology's terms, and those of GTF): a role has
 * the same colour wherever it is drawn.
 */
const roles: readonly (readonly [RegExp, string])[] = [
  [/enhancer/i, '#e69f00'],
  [/insulator|boundary|ctcf/i, '#56b4e9'],
  [/promoter|tss|transcription_start/i, '#d55e00'],
  [/terminator|poly_?a/i, '#cc79a7'],
  [/rna_gene|ncrna|[tr]rna|sno?rna|lnc_?rna|mirna|pseudogen/i, '#7a5aa6'],
  [/repeat|transposable|ltr|telomer|centromer|satellite/i, '#8a6d3b'],
  [/gene|mrna|transcript|cds|exon|codon|utr/i, '#0b6e99'],
];

const other = '#5b6675';

/** Colour of a feature of an annotation: its own, or by its type, or by its name where a BED has no types. */
export function annotationColor(feature: {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  /** What the file says, as a BED's `itemRgb`. */
  readonly color?: string | undefined;
}): string {
  const { type, name, color } = feature;
  return color !== undefined && written.test(color) ? color : colorOfType(type || name || '');
}

/** A colour as it can be drawn. */
const written = /^(#[0-9a-f]{6}|rgb\([\d, ]+\))$/i;

/** Of arrows over a feature of a colour: light ones, but on a pale colour. */
export function arrowColor(color: string): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color)?.slice(1);
  const [red = 0, green = 0, blue = 0] = hex
    ? hex.map((two) => Number.parseInt(two, 16))
    : (color.match(/\d+/g) ?? []).map(Number);
  // As bright as it looks, BT.709.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > palest ? inks.word : '#ffffff';
}

/** From here on white stands out less than dark does. */
const palest = 165;

export function colorOfType(type: string): string {
  return roles.find(([pattern]) => pattern.test(type))?.[1] ?? other;
}
