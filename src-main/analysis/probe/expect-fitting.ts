import { MegabaseError, type FitKind } from '../../contract/index.ts';

/** How labels of one kind alone can be read. */
interface KindOptions {
  readonly labels: string;
  readonly byName?: boolean | undefined;
  readonly emptyIsZero?: boolean | undefined;
  readonly log?: boolean | undefined;
}

/** Refuses what does not go with labels of that kind, rather than leave it out unsaid. Error: `usage`. */
export function expectFitting(
  { labels, byName, emptyIsZero, log }: KindOptions,
  kind: FitKind,
): void {
  const refuse = (what: string, wanted: string) => {
    throw new MegabaseError('usage', `${what} is for ${wanted}; ${labels} has ${kind}.`);
  };
  if (kind === 'values' && byName) refuse('A track for each name', 'classes (BED)');
  if (kind === 'classes' && log) refuse('ln(1 + value)', 'values (bigWig, BAM, CRAM)');
  if (kind === 'classes' && emptyIsZero) refuse('Counting empty bases as 0', 'values (bigWig)');
}
