import type { Contig, Region } from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import type { VcfLine } from '../../formats/vcf/index.ts';
import { ContigNames } from './contig-names.ts';

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
  const names = new ContigNames(contigs);
  const isMeant = (name: string) => names.candidates(name).includes(region.contig);
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
