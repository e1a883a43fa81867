import { contigNamed, defined, type Contig } from '../../../contract/index.ts';
import type { Vcf } from '../../../formats/open-vcf/index.ts';
import { ContigNames } from '../../records/index.ts';

/** Whether the records of a contig stand together, as an index wants it, under one name. */
export function hasContigsApart({ index }: Vcf, contigs: readonly Contig[]): boolean {
  if (index === undefined) return false;
  const names = new ContigNames(contigs);
  const meant = index.contigs.map((name) => names.candidates(name));
  const known = meant.flat();
  return meant.every(({ length }) => length <= 1) && new Set(known).size === known.length;
}

/** The contigs in the order in which a file has them, which is that of its rows. */
export function contigsOfFile({ index }: Vcf, contigs: readonly Contig[]): readonly Contig[] {
  const names = new ContigNames(contigs);
  const order = defined(index).contigs.flatMap((name) => names.candidates(name));
  return order.flatMap((name) => contigNamed(contigs, name) ?? []);
}

/** From where to where a part lies in the whole, 0 to 1. */
export interface Share {
  readonly from: number;
  readonly to: number;
}

/** Of some contigs, one after the other, the share of their bases that each is. */
export function contigShares(contigs: readonly Contig[]): ReadonlyMap<string, Share> {
  const total = contigs.reduce((sum, { length }) => sum + length, 0);
  const spans = new Map<string, Share>();
  let before = 0;
  for (const { name, length } of contigs) {
    spans.set(name, { from: before / total, to: (before + length) / total });
    before += length;
  }
  return spans;
}
