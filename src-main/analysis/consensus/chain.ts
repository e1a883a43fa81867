import type { Contig } from '../../contract/index.ts';
import type { CoordinateMap } from '../../sequence/index.ts';

/**
 * A map as a chain of UCSC's format: the reference is the target, the sample's sequence the query, so
 * that `liftOver` and CrossMap carry positions from the reference over. Empty where no base is kept.
 *
 * Source: genome.ucsc.edu/goldenPath/help/chain.html. The score is the number of bases that are paired.
 */
export function formatChain(map: CoordinateMap, target: Contig, query: Contig, id: number): string {
  const pairs = pairedStretches(map);
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (first === undefined || last === undefined) return '';
  const score = pairs.reduce((sum, { length }) => sum + length, 0);
  const place = ({ name, length }: Contig, start: number, end: number) =>
    [name, length, '+', start, end].join(' ');
  const header = [
    'chain',
    score,
    place(target, first.reference, last.reference + last.length),
    place(query, first.edited, last.edited + last.length),
    id,
  ].join(' ');
  const body = pairs.map(({ reference, edited, length }, i) => {
    const next = pairs[i + 1];
    if (next === undefined) return String(length);
    return [length, next.reference - reference - length, next.edited - edited - length].join('\t');
  });
  return `${header}\n${body.join('\n')}\n\n`;
}

/** Stretches in which base stands by base, changed or not; a chain cannot turn one round. */
function pairedStretches({ blocks }: CoordinateMap) {
  const pairs: { reference: number; edited: number; length: number }[] = [];
  for (const { reference, edited, edit } of blocks) {
    const length = reference.end - reference.start;
    if (length === 0 || length !== edited.end - edited.start || edit?.isInverted) continue;
    const last = pairs.at(-1);
    const goesOn =
      last !== undefined &&
      last.reference + last.length === reference.start &&
      last.edited + last.length === edited.start;
    if (goesOn) last.length += length;
    else pairs.push({ reference: reference.start, edited: edited.start, length });
  }
  return pairs;
}
