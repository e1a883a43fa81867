import { join } from 'node:path';
import type { KnownVariant } from '../../contract/index.ts';
import { openVcf } from '../../formats/open-vcf/index.ts';

/** Every variant of the tutorial's sample with what it does to the genome's grammar. */
export async function readTutorialVariants(resources: string): Promise<KnownVariant[]> {
  const vcf = await openVcf(join(resources, 'tutorial', 'truth.variants.vcf'));
  const known: KnownVariant[] = [];
  for await (const record of vcf.records()) {
    if (record.broken) continue;
    const { contig, pos, ref, alts, info } = record;
    const fields = new Map(info.split(';').map((field) => field.split('=', 2) as [string, string]));
    const affected = fields.get('AFFECTED')?.split(',') ?? [];
    known.push({
      id: `${contig}:${pos + 1}:${ref}>${alts[0]}`,
      contig,
      truth: fields.get('TRUTH') ?? 'neutral',
      affected: affected.map((place) => Number(place.slice(place.lastIndexOf(':') + 1)) - 1),
    });
  }
  return known;
}
