import { refuse, type SkipReason } from './skip-reason.ts';

/** What a record says of a symbolic ALT besides its name; the reader's is one. */
export interface SymbolicFields {
  /** 0-based end of the bases it is about. */
  readonly end: number | undefined;
  /** SVCLAIM. */
  readonly claim: string | undefined;
}

type SymbolicKind = 'deletion' | 'tandem-duplication' | 'inversion';

/** A symbolic allele whose bases are known from the reference. */
export interface SymbolicAllele {
  readonly kind: SymbolicKind;
  /** 0-based end of the bases that are deleted, duplicated or inverted. */
  readonly end: number;
}

/**
 * Reads `<DEL>`, `<DUP:TANDEM>`, `<INV>` and their subtypes; undefined for what is none of these, and
 * where there are no fields. A
 * `<DUP>` is "a region of elevated copy number, or a tandem duplication breakpoint" (VCF 4.5, 1.4.5):
 * it is tandem where SVCLAIM says that the breakpoint was seen, and else does not say where the copy
 * stands.
 */
export function readSymbolic(
  alt: string,
  fields: SymbolicFields | undefined,
): SymbolicAllele | SkipReason | undefined {
  const name = /^<([^<>]+)>$/.exec(alt)?.[1]?.toUpperCase();
  if (name === undefined || fields === undefined) return undefined;
  const [type, subtype] = name.split(':');
  const { end, claim } = fields;
  let kind: SymbolicKind;
  if (type === 'DEL') kind = 'deletion';
  else if (type === 'INV') kind = 'inversion';
  else if (type !== 'DUP') return undefined;
  else if (subtype === 'TANDEM' || (subtype === undefined && claim?.includes('J') === true))
    kind = 'tandem-duplication';
  else {
    const where = subtype === undefined ? ' without SVCLAIM=J or DJ' : '';
    return refuse('symbolic', `${alt}${where} does not say where the copy is inserted.`);
  }
  if (end === undefined) {
    return refuse('symbolic', `${alt} has neither END nor SVLEN, so its end is unknown.`);
  }
  return { kind, end };
}
