/** What INFO says of one ALT that is symbolic, such as `<DEL>`. */
export interface StructuralFields {
  /** 0-based end of the bases it is about, which begin behind POS; undefined where nothing tells. */
  readonly end: number | undefined;
  /** SVCLAIM (VCF 4.4): `D` for abundance, `J` for a breakpoint, `DJ` for both. */
  readonly claim: string | undefined;
}

/**
 * Reads END and SVLEN for an ALT, counted from 0. With several ALTs END is that of the longest, so
 * each has its own SVLEN where there is one; else END stands before SVLEN. The sign of SVLEN, which
 * is negative for a deletion up to VCF 4.3 and never from 4.4 on, says nothing here. Up to 4.3 SVLEN is
 * a difference of lengths, so the 0 of an inversion does not tell its end. IMPRECISE ends are taken as
 * they are written, as bcftools takes them.
 */
export function structuralFields(
  info: string,
  pos: number,
  alt: number,
  alts: number,
): StructuralFields {
  const fields = new Map(info.split(';').map((field) => splitOnce(field)));
  const one = (key: string) => {
    const values = fields.get(key)?.split(',') ?? [];
    return values.length === alts ? values[alt] : undefined;
  };
  const length = wholeNumber(one('SVLEN'));
  const byLength = length === undefined || length === 0 ? undefined : pos + 1 + Math.abs(length);
  const byEnd = wholeNumber(fields.get('END'));
  const end = alts > 1 ? (byLength ?? byEnd) : (byEnd ?? byLength);
  return { end, claim: one('SVCLAIM') };
}

/** 0-based end of the bases of the reference that a record is about. */
export function endOfRecord(
  pos: number,
  ref: string,
  alts: readonly string[],
  info: string,
): number {
  const ends = alts.flatMap((alt, i) =>
    /^<(DEL|DUP|INV)[:>]/i.test(alt) ? (structuralFields(info, pos, i, alts.length).end ?? []) : [],
  );
  return Math.max(pos + ref.length, ...ends);
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
