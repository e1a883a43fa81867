import { MegabaseError } from '../../contract/index.ts';
import {
  fixedBinning,
  parseBins,
  type BinningIndex,
  readIndexBytes,
  readCsiScheme,
} from '../bgzip/index.ts';

/** An index of a BAM file, BAI or CSI. */
export interface BamIndex extends BinningIndex {
  readonly path: string;
  /** True for BAI, which has no checksum: what it says must be held against the reads. */
  readonly unchecked: boolean;
}

/**
 * Reads and checks the index of a BAM file of `contigCount` contigs and `fileSize` bytes, BAI or CSI
 * as its first bytes say. Throws `alignment-index`.
 */
export async function readBamIndex(
  path: string,
  { fileSize, contigCount }: { readonly fileSize: number; readonly contigCount: number },
): Promise<BamIndex> {
  const bytes = await readIndexBytes(path, 'alignment-index');
  const magic = Buffer.from(bytes.bytes(4)).toString('latin1');
  let index: BinningIndex;
  if (magic === 'BAI\u0001') {
    index = parseBins(bytes, fixedBinning, 'linear', { fileSize });
  } else if (magic === 'CSI\u0001') {
    const binning = readCsiScheme(bytes);
    bytes.bytes(bytes.count('bytes of header', 1));
    index = parseBins(bytes, binning, 'csi', { fileSize });
  } else {
    throw new MegabaseError(
      'alignment-index',
      `${path} is not a BAM index: it begins with ${JSON.stringify(magic)}.`,
    );
  }
  if (index.contigs.length !== contigCount) {
    throw bytes.error(`lists ${index.contigs.length} contigs, the BAM file ${contigCount}`);
  }
  return { ...index, path, unchecked: magic === 'BAI\u0001' };
}
