import type { CramFile, CramRecord } from '@gmod/cram';
import { basesThere, holdsSpan, MegabaseError, type Contig } from '../../contract/index.ts';
import type { BasesOf } from './alignment.ts';
import type { CraiSlice } from './crai.ts';

/** Bases of the reference that a slice is decoded with. */
interface Reference {
  readonly seq: string;
  /** 1-based, both ends included, as @gmod/cram has it. */
  readonly start: number;
  readonly end: number;
}

/** Header of a slice that has a place, as far as it is used. */
interface MappedHeader {
  /** Number of the contig; -2 where the slice is of several, -1 of none. */
  readonly refSeqId: number;
  /** 1-based. */
  readonly refSeqStart: number;
  readonly refSeqSpan: number;
  /** Of the block that holds the reference; negative where none does. */
  readonly refBaseBlockId: number;
}

type Slice = ReturnType<ReturnType<CramFile['getContainerAtPosition']>['getSlice']>;

/** Most records that a slice may hold; samtools puts 10,000 into one. */
const maxRecords = 50_000_000;

/** The slice of a line of the index, not read yet. */
export function sliceAt(cram: CramFile, { containerStart, sliceStart, sliceBytes }: CraiSlice) {
  const container = cram.getContainerAtPosition(containerStart);
  return { container, slice: container.getSlice(sliceStart, sliceBytes) };
}

/** Contig and bases of a slice as its own header says them; undefined for one of several contigs. */
export async function extentOfSlice(
  slice: Slice,
): Promise<{ contig: number; start: number; span: number } | undefined> {
  const header = mappedHeader((await slice.getHeader()).parsedContent);
  if (header === undefined || header.refSeqId === -2) return undefined;
  return { contig: header.refSeqId, start: header.refSeqStart, span: header.refSeqSpan };
}

/**
 * The records of a slice, with the reference that they are spelled by: the block embedded in the slice
 * where there is one, else the genome. Both are this file's work, since @gmod/cram 8.0.4 reads an
 * embedded block from a field that it does not have, asks the genome for bases that it lacks where a
 * read hangs over the end of a contig, and there looks for the end of a read for ever.
 */
export async function decodeSlice(
  cram: CramFile,
  place: CraiSlice,
  { contigs, genome }: { readonly contigs: readonly Contig[]; readonly genome: BasesOf },
): Promise<CramRecord[]> {
  const { container, slice } = sliceAt(cram, place);
  const { parsedContent } = await slice.getHeader();
  const { numRecords } = parsedContent;
  if (numRecords < 0 || numRecords > maxRecords) {
    throw new Error(`a slice says ${numRecords} records`);
  }
  const header = mappedHeader(parsedContent);
  const scheme = await container.getCompressionScheme();
  if (scheme === undefined) throw new Error('a container has no compression scheme');

  const readReference = async (id: number, start: number, end: number): Promise<Reference> => {
    const contig = contigs[id];
    if (contig === undefined) throw new Error(`a slice is of contig ${id}`);
    const last = Math.min(end, contig.length);
    const region = { contig: contig.name, start: Math.max(0, start - 1), end: last };
    const own = genome.contigs.find(({ name }) => name === contig.name);
    if (own?.parts !== undefined && last >= start && !holdsSpan(own, region)) {
      throw new MegabaseError(
        'alignment-genome',
        `A slice is spelled by bases ${start} to ${last} of ${own.name}; ${basesThere(own)}. CRAM needs the ` +
          'whole contig, or its own copy of the bases.',
      );
    }
    const letters = last < start ? '' : (await genome.fetch(region)).toUpperCase();
    return { seq: letters, start, end };
  };
  const embedded = await embeddedReference(slice, header);
  const needsGenome = embedded === undefined;

  // What the checksum in the slice is compared with: the contig's bases, not those after its end.
  slice.getReferenceRegion = async () => {
    if (header === undefined || header.refSeqId < 0) return undefined;
    const { refSeqId, refSeqStart, refSeqSpan: span } = header;
    if (embedded === undefined && !needsGenome) return undefined;
    const found = embedded ?? (await readReference(refSeqId, refSeqStart, refSeqStart + span - 1));
    return { ...found, span };
  };
  const records = await slice._fetchRecords({ decodeTags: false });

  const byContig = new Map<number, CramRecord[]>();
  for (const record of records) {
    const known = byContig.get(record.sequenceId);
    if (known === undefined) byContig.set(record.sequenceId, [record]);
    else known.push(record);
  }
  for (const [id, own] of byContig) {
    if (id < 0) continue;
    let [start, end] = [Infinity, 0];
    for (const record of own) {
      start = Math.min(start, record.alignmentStart);
      end = Math.max(end, lastBase(record));
    }
    if (start > end) continue;
    const found =
      embedded ?? (needsGenome ? await readReference(id, start, end) : { seq: '', start, end });
    // Where the reference ends, samtools reads N.
    const missing = Math.max(0, end - (found.start + found.seq.length - 1));
    if (missing > maxOverhang) throw new Error(`reads end ${missing} bases after their reference`);
    const seq = found.seq + 'N'.repeat(missing);
    for (const record of own) {
      record.addReferenceSequence(
        { seq, start: found.start, end: Math.max(found.end, end) },
        scheme,
      );
    }
  }
  return records;
}

function mappedHeader(header: object): MappedHeader | undefined {
  return 'refSeqId' in header ? (header as MappedHeader) : undefined;
}

/** Farthest that reads may reach beyond what there is of the reference, bases. */
const maxOverhang = 1 << 28;

function lastBase({ alignmentStart, lengthOnRef, readLength }: CramRecord): number {
  return (
    alignmentStart + (lengthOnRef === undefined || lengthOnRef === 0 ? readLength : lengthOnRef) - 1
  );
}

async function embeddedReference(
  slice: Slice,
  header: MappedHeader | undefined,
): Promise<Reference | undefined> {
  if (header === undefined || header.refSeqId < 0 || header.refBaseBlockId < 0) return undefined;
  const block = await slice.getBlockByContentId(header.refBaseBlockId);
  if (block === undefined) {
    throw new MegabaseError(
      'alignment-format',
      `A slice says that its reference is in block ${header.refBaseBlockId}, which it does not have.`,
    );
  }
  const seq = Buffer.from(block.content).toString('latin1').toUpperCase();
  return {
    seq: seq.slice(0, header.refSeqSpan),
    start: header.refSeqStart,
    end: header.refSeqStart + header.refSeqSpan - 1,
  };
}
