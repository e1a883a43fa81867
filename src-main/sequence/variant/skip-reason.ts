/** Why an allele, or a whole record, is not read as a change of the sequence. In plain words. */
export const refusalWords = {
  malformed: 'the line is not a VCF record',
  'no-alternative': 'the record has no alternative allele',
  'no-change': 'the alternative allele is the reference allele',
  symbolic: 'a symbolic allele does not say its bases',
  breakend: 'a breakend joins two places and is not a change of one',
  'spanning-deletion': '* stands for a deletion that another record tells of',
  'not-bases': 'an allele has letters other than A, C, G and T',
  'contig-unknown': 'the genome has no such contig',
  'outside-contig': 'the reference allele does not lie inside its contig',
  'ref-mismatch': 'the reference allele is not what the genome has there',
  'too-long': 'an allele is longer than what is read',
  'outside-region': 'it lies outside the region',
  'only-n': 'nothing but N stands on either side of it',
  untold: 'the model tells nothing of its bases',
  overlap: 'it overlaps a variant that was applied before it',
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
