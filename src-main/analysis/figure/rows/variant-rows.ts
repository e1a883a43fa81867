import {
  drawSites,
  namedSites,
  siteColor,
  siteHeight,
  siteNameHeight,
  type FigureRow,
  type FileRow,
  type LegendItem,
  type Site,
} from '../../../drawing/index.ts';
import { openVcf } from '../../../formats/open-vcf/index.ts';
import type { VcfRecord } from '../../../formats/vcf/index.ts';
import { sameContig } from './same-contig.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** Samples that have rows of their own. */
const mostSamples = 12;

/** The variants of a VCF file, and of several samples which of them carries which. */
export const readVariantRows: ReadRow<FileRow> = async (row, context) => {
  const { records, samples } = await readRecords(row, context);
  const { color = siteColor } = row.settings;
  if (samples.length < 2)
    return [
      sitesRow(
        row.name,
        records.map((one) => siteOf(one, 0)),
        color,
      ),
    ];
  const shown = samples.slice(0, mostSamples);
  const more = samples.length - shown.length;
  const all = sitesRow(
    row.name,
    records.map((one) => siteOf(one, undefined)),
    color,
    more,
  );
  const own = shown.map((sample, i) => {
    const sites = records.map((one) => siteOf(one, i)).filter(({ copies }) => copies);
    return sitesRow(
      sample,
      sites.map((site) => ({ ...site, name: '' })),
      color,
    );
  });
  return [all, ...own];
};

async function readRecords(
  { track }: FileRow,
  { region, genome, signal, onNote }: RowContext,
): Promise<{ records: VcfRecord[]; samples: readonly string[] }> {
  const vcf = await openVcf(track.path, { index: track.indexPath, onNote, signal });
  const isSeen = sameContig(region.contig, genome.contigs);
  const contig = vcf.index?.contigs.find(isSeen) ?? (vcf.index ? undefined : region.contig);
  const records: VcfRecord[] = [];
  let broken = 0;
  const { samples } = vcf.header;
  if (contig === undefined) return { records, samples };
  // Without an index all is read anyway, by whichever name.
  const wanted = vcf.index ? { region: { ...region, contig }, signal } : { signal };
  for await (const line of vcf.records(wanted)) {
    if (line.broken) broken++;
    else if (isSeen(line.contig) && line.pos < region.end && line.end > region.start) {
      records.push(line);
    }
  }
  if (broken > 0) onNote(`${track.name}: ${broken} lines are no records and are not drawn.`);
  return { records, samples };
}

/** A record as a sample has it; `sample` absent: whoever has it. */
function siteOf(record: VcfRecord, sample: number | undefined): Site {
  const { pos, end, ref, alts, id } = record;
  const genotype = sample === undefined ? undefined : record.genotype(sample);
  const alleles = genotype?.alleles ?? [];
  const carried = alleles.filter((allele) => allele !== undefined && allele > 0).length;
  const change = `${shortened(ref)}>${alts.map(shortened).join(',')}`;
  return {
    ...{ start: pos, end, name: id === '.' || id === '' ? change : id },
    copies: carried === 0 ? undefined : carried === alleles.length ? 'all' : 'some',
  };
}

function shortened(bases: string): string {
  return bases.length > 8 ? `${bases.slice(0, 4)}…${bases.length} bp` : bases;
}

function sitesRow(name: string, sites: readonly Site[], color: string, moreSamples = 0): FigureRow {
  const sign = (height: number) => ({ kind: 'box', color, height }) as const;
  const some = sites.some(({ copies }) => copies === 'some');
  const legend: LegendItem[] = some
    ? [
        { text: 'variant on all copies', sign: sign(1) },
        { text: 'on some', sign: sign(0.5) },
      ]
    : [];
  return {
    ...{ name, legend },
    detail: moreSamples > 0 ? `${moreSamples} more samples not drawn` : undefined,
    layOut(pen, place) {
      const names = namedSites(
        pen,
        sites.filter((site) => site.name !== ''),
        place,
      );
      return {
        height: siteHeight + (names.length > 0 ? siteNameHeight : 0),
        draw: (pen, place) => drawSites(pen, sites, names, place, color),
      };
    },
  };
}
