import type { Contig, Region, Span } from '../../contract/index.ts';
import type { Vcf } from '../../formats/open-vcf/index.ts';
import type { VcfLine } from '../../formats/vcf/index.ts';
import type { RegionSet } from '../../sequence/index.ts';
import { ContigNames } from './contig-names.ts';
import { recordsIn } from './records-in.ts';

/** Which records of a file are wanted: all where nothing is said. */
export interface RecordChoice {
  /** Those whose REF overlaps it. */
  readonly region?: Region | undefined;
  /** Of these, those whose REF overlaps one of some regions. */
  readonly among?: RegionSet | undefined;
}

/** Regions that are nearer to each other are looked up together, bp: an index leads to so much at least. */
const nearby = 1 << 16;

/**
 * The records that are wanted, each once, in the file's order; broken ones too where a file is read
 * from its start. Contigs may have other names in the file (`1` for `chr1`). Throws what `Vcf.records` throws.
 */
export async function* chooseRecords(
  vcf: Vcf,
  { region, among }: RecordChoice,
  tools: { readonly contigs: readonly Contig[]; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<VcfLine> {
  const { signal } = tools;
  if (region !== undefined || among === undefined) {
    const found = region === undefined ? vcf.records({ signal }) : recordsIn(vcf, region, tools);
    yield* among === undefined ? found : overlapping(found, among, tools.contigs);
    return;
  }
  if (vcf.index === undefined) {
    yield* overlapping(vcf.records({ signal }), among, tools.contigs);
    return;
  }
  const names = new ContigNames(tools.contigs);
  for (const contig of vcf.index.contigs) {
    let before = 0;
    for (const span of joined(names.candidates(contig).flatMap((name) => among.spansOf(name)))) {
      const found = vcf.records({ region: { contig, ...span }, signal });
      for await (const record of overlapping(found, among, tools.contigs)) {
        // It has come with the regions before.
        if (!record.broken && record.pos < before) continue;
        yield record;
      }
      before = span.end;
    }
  }
}

async function* overlapping(
  records: AsyncIterable<VcfLine>,
  among: RegionSet,
  contigs: readonly Contig[],
): AsyncGenerator<VcfLine> {
  const names = new ContigNames(contigs);
  for await (const record of records) {
    if (record.broken) yield record;
    else {
      const { pos: start, end } = record;
      const meant = names.candidates(record.contig);
      if (meant.some((contig) => among.overlaps({ contig, start, end }))) yield record;
    }
  }
}

/** In order, with what lies between two that are near. */
function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last === undefined || start - last.end > nearby) found.push({ start, end });
    else found[found.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return found;
}
