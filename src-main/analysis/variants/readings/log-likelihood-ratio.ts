import { defined } from '../../../contract/index.ts';
import type { PerturbationTask } from '../../../engine/index.ts';
import { baseTokens, type Edit } from '../../../sequence/index.ts';

/** Bases on each side of an insertion or deletion whose likelihood is compared. */
const flank = 64;

type Distributions = NonNullable<PerturbationTask['distributions']>;

/** Of which tokens the distributions are wanted to score an edit of a sequence of `length`. */
export function wantedDistributions(edit: Edit, length: number): Distributions {
  const { start, end, tokens } = edit;
  if (isSubstitution(edit)) return { before: { start, end }, after: { start, end } };
  const from = Math.max(0, start - flank);
  const to = Math.min(length, end + flank);
  const growth = tokens.length - (end - start);
  return { before: { start: from, end: to }, after: { start: from, end: to + growth } };
}

/** Whether any base that is compared is known; in a gap of the genome there are only N. */
export function hasKnownFlank(reference: Uint8Array, { start, end }: Edit): boolean {
  const isBase = (token: number) => baseTokens.some((base) => base === token);
  return (
    reference.subarray(Math.max(0, start - flank), start).some(isBase) ||
    reference.subarray(end, end + flank).some(isBase)
  );
}

export function isSubstitution({ start, end, tokens }: Edit): boolean {
  return tokens.length === end - start;
}

/**
 * ln P(alt)/P(ref) of a substitution from distributions `[t, 4]` of its tokens. Undefined where a
 * base is not one of the four, or nothing tells it.
 */
export function substitutionLlr(
  reference: Uint8Array,
  { start, tokens }: Edit,
  distributions: Float32Array,
): number | undefined {
  let sum = 0;
  for (const [i, alternative] of tokens.entries()) {
    sum += logP(distributions, i, alternative) - logP(distributions, i, reference[start + i]!);
  }
  return Number.isNaN(sum) ? undefined : sum;
}

/**
 * The change of ln P of the bases on either side of an edit, which both sequences have: so a longer
 * sequence is not less likely for its length alone.
 */
export function flankLlr(
  reference: Uint8Array,
  edit: Edit,
  wanted: Distributions,
  found: { readonly before: Float32Array; readonly after: Float32Array },
): number | undefined {
  const growth = edit.tokens.length - (edit.end - edit.start);
  let sum = 0;
  let told = 0;
  for (let position = wanted.before.start; position < wanted.before.end; position++) {
    if (position >= edit.start && position < edit.end) continue;
    const token = reference[position]!;
    const moved = position < edit.start ? position : position + growth;
    const after = logP(found.after, moved - wanted.after.start, token);
    const change = after - logP(found.before, position - wanted.before.start, token);
    if (Number.isNaN(change)) continue;
    sum += change;
    told += 1;
  }
  return told > 0 ? sum : undefined;
}

/** NaN for a token that is none of the four bases. */
function logP(distributions: Float32Array, row: number, token: number): number {
  const base = baseTokens.findIndex((one) => one === token);
  return base < 0 ? NaN : defined(distributions[row * baseTokens.length + base]);
}
