import {
  cutField,
  formatRegion,
  holdsSpan,
  isMegabaseError,
  MegabaseError,
  partsOf,
  type Contig,
  type Region,
  type SkippedLine,
} from '../contract/index.ts';
import { contigNames, findContig, someNames } from './match-contig.ts';

/** Features as a file has them, and what of it was passed over. */
export interface FileFeatures<F extends Region> {
  readonly path: string;
  readonly features: readonly (F & { readonly line?: number | undefined })[];
  readonly skipped?: readonly SkippedLine[];
  /** What one of them is called in a note. */
  readonly unit: 'line' | 'gene';
  /** Features that reach beyond an end of their contig are taken too. */
  readonly partly?: boolean | undefined;
}

/**
 * The features of a file with the genome's own names of contigs. Those on contigs that the genome lacks,
 * and beyond the ends of those that it has, are left out, with a note for each reason that counts them and
 * names the first. Throws `contig-unknown` or `region-outside` where none is left.
 */
export function placeFeatures<F extends Region>(
  { path, features, skipped = [], unit, partly = false }: FileFeatures<F>,
  contigs: readonly Contig[],
  onNote: (note: string) => void,
): F[] {
  const reasons: Map<string, SkippedFeature[]> = Map.groupBy(skipped, ({ reason }) => reason);
  const skip = (reason: string, feature: SkippedFeature) => {
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, [feature]);
    else known.push(feature);
  };
  const find = contigFinder(contigs, onNote);
  const placed: F[] = [];
  for (const feature of features) {
    const { line } = feature;
    const contig = find(feature.contig);
    if (typeof contig === 'string') skip(contig, { line, found: cutField(feature.contig) });
    else if (isOn(contig, feature, partly)) placed.push({ ...feature, contig: contig.name });
    else
      skip(contig.parts === undefined ? outside : notCut, {
        line,
        found: formatRegion({ ...feature, contig: contig.name }),
      });
  }
  if (placed.length === 0) throw nothingLeft(path, reasons, contigs);
  for (const [reason, list] of reasons) onNote(noteOf(path, unit, reason, list, contigs));
  return placed;
}

/** A note for each reason for which lines of a file were passed over. */
export function skippedNotes(path: string, skipped: readonly SkippedLine[]): string[] {
  const reasons = Map.groupBy(skipped, ({ reason }) => reason);
  return [...reasons].map(([reason, list]) => noteOf(path, 'line', reason, list));
}

interface SkippedFeature {
  readonly line: number | undefined;
  readonly found: string;
}

const unknown = 'on a contig not in the genome';
const outside = 'beyond the end of a contig';
const notCut = 'outside the part of a contig in the genome';

/** The contig of a name, or why there is none; a name is looked up once. */
function contigFinder(
  contigs: readonly Contig[],
  onNote: (note: string) => void,
): (name: string) => Contig | string {
  const known = new Map<string, Contig | string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    let found: Contig | string = unknown;
    try {
      const match = findContig(name, contigs);
      if (match?.note !== undefined) onNote(match.note);
      if (match !== undefined) found = match.contig;
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      found = 'on a contig with an ambiguous name';
    }
    known.set(name, found);
    return found;
  };
}

function isOn(contig: Contig, feature: Region, partly: boolean): boolean {
  if (!partly) return holdsSpan(contig, feature);
  return partsOf(contig).some(({ start, end }) => feature.start < end && feature.end > start);
}

function noteOf(
  path: string,
  unit: string,
  reason: string,
  list: readonly SkippedFeature[],
  contigs: readonly Contig[] = [],
): string {
  const [first] = list;
  const many = `${list.length.toLocaleString('en-US')} ${unit}${list.length === 1 ? '' : 's'}`;
  const where = first?.line === undefined ? '' : `line ${first.line}, `;
  const what =
    reason === unknown
      ? `${someNames(list.map(({ found }) => found))}; the genome has ${contigNames(contigs)}`
      : (first?.found ?? '');
  const begin = list.length === 1 ? '' : 'the first ';
  return `${path}: ${many} skipped, ${reason}: ${begin}${where}${what}.`;
}

function nothingLeft(
  path: string,
  reasons: ReadonlyMap<string, readonly SkippedFeature[]>,
  contigs: readonly Contig[],
): MegabaseError {
  const strange = reasons.get(unknown);
  if (strange !== undefined) {
    const found = someNames(strange.map((one) => one.found));
    const expected = contigNames(contigs);
    return new MegabaseError(
      'contig-unknown',
      `${path} names ${found}; the genome has ${expected}.`,
      { file: path, line: strange[0]?.line, found, expected },
    );
  }
  const [[reason, list] = ['', []]] = reasons;
  const first = list[0];
  const where = first?.line === undefined ? '' : `line ${first.line}, `;
  return new MegabaseError(
    'region-outside',
    `${path} has no feature on this genome: ${where}${first?.found ?? ''} is ${reason}.`,
    { file: path, line: first?.line, found: first?.found, expected: contigNames(contigs) },
  );
}
