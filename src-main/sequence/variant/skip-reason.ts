/** Why an allele, or a whole record, is not read as a change of the sequence. In plain words. */
export const refusalWords = {
  malformed: 'not a VCF record',
  'no-alternative': 'no alternative allele',
  'no-change': 'alternative allele equals the reference',
  symbolic: 'symbolic allele: its sequence is unknown',
  breakend: 'breakend: joins two positions',
  'spanning-deletion': '*: part of a deletion in another record',
  'not-bases': 'allele with letters other than A, C, G and T',
  'contig-unknown': 'contig not in the genome',
  'outside-contig': 'reference allele extends beyond the contig',
  'ref-mismatch': 'reference allele differs from the genome',
  'too-long': 'allele longer than the context',
  'outside-region': 'outside the region',
  'only-n': 'only N on both sides',
  'no-window': 'not a substitution that fits its window',
  untold: 'the model gives neither probabilities nor a value for its bases',
  overlap: 'overlaps a variant that was already applied',
} as const;

export type RefusalReason = keyof typeof refusalWords;

/** One reason with the values of one case. */
export interface SkipReason {
  readonly reason: RefusalReason;
  /** A sentence with what was found and what was expected. */
  readonly message: string;
}

/** `message` defaults to the plain words of the reason, as a sentence. */
export function refuse(reason: RefusalReason, message?: string): SkipReason {
  const words: string = refusalWords[reason];
  return { reason, message: message ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` };
}
