/** What of a track tells which one says the same of the other strand. */
interface StrandBound {
  readonly id: string;
  readonly unit: string;
  readonly role?: string | undefined;
  readonly strand?: '+' | '-' | undefined;
}

/**
 * Of each track of an output, which one says the same of the reverse complement: itself, or, of one that tells
 * of one strand, its counterpart by name (`cds_plus`, `cds_minus`), else the only one of its role and unit.
 * Undefined where there is none, or no single one.
 */
export function otherStrand(tracks: readonly StrandBound[]): (number | undefined)[] {
  const found = tracks.map((track, own) => {
    if (track.strand === undefined) return own;
    const others = [...tracks.entries()].filter(([, one]) => isCounterpart(one, track));
    const name = otherName(track.id);
    const named = others.find(([, { id }]) => id === name);
    const [only, ...more] = others;
    return (named ?? (more.length === 0 ? only : undefined))?.[0];
  });
  return found.map((other, own) =>
    other !== undefined && found[other] === own ? other : undefined,
  );
}

function isCounterpart(one: StrandBound, of: StrandBound): boolean {
  const { strand, role, unit } = one;
  return strand !== undefined && strand !== of.strand && role === of.role && unit === of.unit;
}

function otherName(id: string): string {
  return id.replace(/plus|minus/, (way) => (way === 'plus' ? 'minus' : 'plus'));
}
