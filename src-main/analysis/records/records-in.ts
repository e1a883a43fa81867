import type { Contig, Region } from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import type { VcfLine } from '../../formats/vcf/index.ts';
import { findContig } from '../../sequence/index.ts';

/**
 * The records of a VCF file that overlap a region of the genome, whose contig the file may name in
 * another way (`1` for `chr1`); broken ones too, where they can be of it. Reads through the index
 * where there is one, else the whole file. Throws what `Vcf.records` throws.
 */
export async function* recordsIn(
  vcf: Vcf,
  region: Region,
  {
    contigs,
    signal,
  }: { readonly contigs: readonly Contig[]; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<VcfLine> {
  const names = new Map<string, boolean>();
  const isMeant = (name: string) => {
    const known = names.get(name) ?? isContig(name, region.contig, contigs);
    // A broken file can have any number of names.
    if (names.size < 100_000) names.set(name, known);
    return known;
  };
  if (vcf.index !== undefined) {
    for (const contig of vcf.index.contigs.filter(isMeant)) {
      yield* vcf.records({ region: { ...region, contig }, signal });
    }
    return;
  }
  for await (const record of vcf.records({ signal })) {
    if (record.broken) yield record;
    else if (record.pos < region.end && record.end > region.start && isMeant(record.contig)) {
      yield record;
    }
  }
}

function isContig(name: string, wanted: string, contigs: readonly Contig[]): boolean {
  try {
    return findContig(name, contigs)?.contig.name === wanted;
  } catch {
    // It could be either of two contigs: whoever normalises the record says so.
    return true;
  }
}
