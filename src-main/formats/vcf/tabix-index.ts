import { MegabaseError, defined } from '../../contract/index.ts';
import {
  fixedBinning,
  parseBins,
  type BinningIndex,
  type IndexSubject,
  readCsiScheme,
  readIndexBytes,
  type IndexBytes,
} from '../bgzip/index.ts';

/** A `.tbi` or `.csi` of a VCF file. */
export interface TabixIndex extends BinningIndex {
  /** Names of the contigs, in the order of `contigs`. */
  readonly names: readonly string[];
}

/** Reads and checks a tabix index, TBI or CSI as its first bytes say. Throws `vcf-index`. */
export async function readTabixIndex(indexPath: string, fileSize: number): Promise<TabixIndex> {
  const bytes = await readIndexBytes(indexPath, 'vcf-index');
  const subject: IndexSubject = { fileSize };
  const magic = Buffer.from(bytes.bytes(4)).toString('latin1');
  if (magic === 'TBI\u0001') {
    const count = bytes.int32();
    const names = readTabixHeader(bytes);
    if (count !== names.length) {
      throw bytes.error(`announces ${count} contigs and names ${names.length}`);
    }
    return { ...parseBins(bytes, fixedBinning, 'linear', subject, count), names };
  }
  if (magic === 'CSI\u0001') {
    const binning = readCsiScheme(bytes);
    const auxiliary = bytes.int32();
    const before = bytes.left;
    const names = readTabixHeader(bytes);
    if (before - bytes.left !== auxiliary) {
      throw bytes.error(`says ${auxiliary} bytes of header and has ${before - bytes.left}`);
    }
    const index = parseBins(bytes, binning, 'csi', subject);
    if (index.contigs.length !== names.length) {
      throw bytes.error(`says ${index.contigs.length} contigs and names ${names.length}`);
    }
    return { ...index, names };
  }
  throw new MegabaseError(
    'vcf-index',
    `${indexPath} is not a tabix index: it begins with ${JSON.stringify(magic)}.`,
  );
}

/** Format, columns, comments and names; throws for columns that are not those of VCF. */
function readTabixHeader(bytes: IndexBytes): string[] {
  const [format, contig, begin, , meta] = Array.from({ length: 6 }, () => bytes.int32());
  if ((defined(format) & 0xffff) > 2 || contig !== 1 || begin !== 2 || meta !== 0x23) {
    throw bytes.error(`is not of a VCF file (format ${format}, columns ${contig} and ${begin})`);
  }
  const length = bytes.count('bytes of names', 1);
  const text = Buffer.from(bytes.bytes(length)).toString('utf8');
  if (length > 0 && !text.endsWith('\0')) throw bytes.error('does not end its names');
  const names = length === 0 ? [] : text.slice(0, -1).split('\0');
  if (new Set(names).size !== names.length || names.includes('')) {
    throw bytes.error('names a contig twice or none');
  }
  return names;
}
