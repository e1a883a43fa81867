import { defined, storedZlib } from '../../../contract/index.ts';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { ContigOrder, BinBlock } from '../../track-values/index.ts';
import { throwIfCancelled, type StagedFile } from '../../output/index.ts';
import type { BinSource } from './bin-source.ts';
import { bigWigHeader, bigWigHeaderBytes, bigWigMagic, type ZoomLevel } from './big-wig-header.ts';
import { blockIndex, type IndexedBlock } from './block-index.ts';
import { chromosomeTree } from './chromosome-tree.ts';
import { LittleEndian } from './little-endian.ts';
import { itemsPerSection, binSection, type Section } from './section.ts';
import { Summary } from './summary.ts';
import { recordsPerSection, zoomReductions, zoomSections } from './zoom.ts';

const compress = promisify(deflate);

/** Bytes of blocks that are not worth compressing: those of a short contig. */
const smallBlock = 256;

/** Ends a note: its bytes, their number (u32), this tag and the format's own last magic number. */
export const noteTag = 'megabase';

/** What is to be written, and into which file, still empty. */
export interface BigWigRequest {
  readonly file: StagedFile;
  /** Contigs sorted as `byName` does: a contig's place is its number in the file. */
  readonly genome: ContigOrder;
  /** In the order of that genome. */
  readonly bins: BinSource;
  /** Bases of a bin. */
  readonly bin: number;
  /** Stands behind all that readers look for; see `noteTag`. */
  readonly note?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a bigWig file, version 4, and returns how many values it holds. In memory are one block at
 * a time and an entry of the index per block: the zoom levels are each made by another pass over
 * the bins.
 *
 * Source: Kent et al. 2010, doi:10.1093/bioinformatics/btq351, supplement; where it is silent, what
 * UCSC's own bedGraphToBigWig writes.
 */
export async function writeBigWig(request: BigWigRequest): Promise<number> {
  const { file, genome, bins, bin } = request;
  const reductions = zoomReductions(bin, bins.count);

  // 1. Room for the header, then the contigs.
  await file.append(new Uint8Array(bigWigHeaderBytes(reductions.length)));
  const chromosomeTreeOffset = file.size;
  await file.append(chromosomeTree(genome.contigs, chromosomeTreeOffset));

  // 2. The values: the number of sections, known at the end, then the sections.
  const dataOffset = file.size;
  const summary = new Summary();
  await file.append(new LittleEndian(8).u64(0).bytes);
  const values = await appendBlocks(request, valueSections(bins, genome, summary));
  await file.writeAt(dataOffset, new LittleEndian(8).u64(values.blocks.length).bytes);
  const indexOffset = file.size;
  await file.append(blockIndex(values.blocks, indexOffset, itemsPerSection));

  // 3. The zoom levels: each the number of records, the records, their index.
  const zooms: ZoomLevel[] = [];
  let largestBlock = values.largest;
  for (const reduction of reductions) {
    const { level, largest } = await appendZoom(request, reduction);
    zooms.push(level);
    largestBlock = Math.max(largestBlock, largest);
  }

  // 4. The note of a part, where no offset leads.
  if (request.note !== undefined) {
    const text = Buffer.from(request.note);
    await file.append(text);
    await file.append(new LittleEndian(4).u32(text.length).bytes);
    await file.append(Buffer.from(noteTag, 'latin1'));
  }

  // 5. The magic number once more, and the header now that all offsets are known.
  await file.append(new LittleEndian(4).u32(bigWigMagic).bytes);
  const offsets = { chromosomeTreeOffset, dataOffset, indexOffset };
  await file.writeAt(0, bigWigHeader({ ...offsets, zooms, summary, largestBlock }));
  return values.items;
}

async function appendZoom(request: BigWigRequest, reduction: number) {
  const { file, genome, bins } = request;
  const dataOffset = file.size;
  await file.append(new LittleEndian(4).u32(0).bytes);
  const records = await appendBlocks(request, zoomSections(bins, genome, reduction));
  await file.writeAt(dataOffset, new LittleEndian(4).u32(records.items).bytes);
  const indexOffset = file.size;
  await file.append(blockIndex(records.blocks, indexOffset, recordsPerSection));
  return { level: { reduction, dataOffset, indexOffset }, largest: records.largest };
}

/** Compresses and appends; tells where the blocks lie, their items and the largest's size. */
async function appendBlocks({ file, signal }: BigWigRequest, sections: AsyncIterable<Section>) {
  const blocks: IndexedBlock[] = [];
  let items = 0;
  let largest = 0;
  for await (const { chromosome, start, end, count, bytes } of sections) {
    throwIfCancelled(signal, file.path);
    const data = bytes.length <= smallBlock ? storedZlib(bytes) : await compress(bytes);
    blocks.push({ chromosome, start, end, offset: file.size, bytes: data.length });
    await file.append(data);
    items += count;
    largest = Math.max(largest, bytes.length);
  }
  return { blocks, items, largest };
}

/** The values themselves; `summary` takes in all of them on the way. */
async function* valueSections(
  bins: BinSource,
  genome: ContigOrder,
  summary: Summary,
): AsyncGenerator<Section> {
  for await (const block of bins.blocks(itemsPerSection)) {
    addBlock(summary, block);
    yield binSection(block, defined(genome.placeOf(block.contig)));
  }
}

function addBlock(summary: Summary, { span, values }: BinBlock): void {
  for (const value of values) summary.add(value, span);
}
