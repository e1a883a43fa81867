/** A column of two alleles in line: the base of each, `-` where one has none. */
export interface AlleleColumn {
  readonly reference: string;
  readonly alternative: string;
  /** 0-based; undefined of an inserted base, and of one that stands for several. */
  readonly position: number | undefined;
  readonly isChanged: boolean;
}

/** Changed bases that are shown: of a longer change its two ends. */
const mostChanged = 40;

/**
 * Both alleles in line with what stands around them. `around` begins at base `start`, covers the
 * reference allele, and is as the genome has it.
 */
export function alleleColumns(
  { pos, ref, alt }: { readonly pos: number; readonly ref: string; readonly alt: string },
  { start, around }: { readonly start: number; readonly around: string },
): AlleleColumn[] {
  const shared = commonEnds(ref, alt);
  const [from, to] = [pos + shared.before, pos + ref.length - shared.after];
  const same = (first: number, last: number): AlleleColumn[] =>
    Array.from({ length: Math.max(0, last - first) }, (_, i) => {
      const base = (around[first - start + i] ?? 'N').toUpperCase();
      return { reference: base, alternative: base, position: first + i, isChanged: false };
    });
  const lost = ref.slice(shared.before, ref.length - shared.after).toUpperCase();
  const gained = alt.slice(shared.before, alt.length - shared.after).toUpperCase();
  const changed = Array.from({ length: Math.max(lost.length, gained.length) }, (_, i) => ({
    ...{ reference: lost[i] ?? '-', alternative: gained[i] ?? '-', isChanged: true },
    position: i < lost.length ? from + i : undefined,
  }));
  return [...same(start, from), ...shortened(changed), ...same(to, start + around.length)];
}

/** The middle of a long change stands in one column. */
function shortened(changed: readonly AlleleColumn[]): readonly AlleleColumn[] {
  if (changed.length <= mostChanged) return changed;
  const half = mostChanged / 2 - 1;
  const [first, last] = [changed.slice(0, half), changed.slice(-half)];
  const middle = changed.slice(half, -half);
  const of = (side: 'reference' | 'alternative') =>
    middle.some((one) => one[side] !== '-') ? '…' : '-';
  const whole = { reference: of('reference'), alternative: of('alternative') };
  return [...first, { ...whole, position: undefined, isChanged: true }, ...last];
}

function commonEnds(ref: string, alt: string): { readonly before: number; readonly after: number } {
  const least = Math.min(ref.length, alt.length);
  let before = 0;
  while (before < least && ref[before] === alt[before]) before++;
  let after = 0;
  while (after < least - before && ref.at(-1 - after) === alt.at(-1 - after)) after++;
  return { before, after };
}
