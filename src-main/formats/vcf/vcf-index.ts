import { stat } from 'node:fs/promises';
import { CSI, TBI } from '@gmod/tabix';
import { LocalFile } from 'generic-filehandle2';
import { MegabaseError, type Region } from '../../contract/index.ts';
import type { VirtualRange } from '../bgzip/index.ts';

/** A tabix or CSI index beside a VCF file. */
export interface VcfIndex {
  readonly path: string;
  /** Names of the contigs that have records. */
  readonly contigs: readonly string[];
  /** Where records that overlap the region can lie, in the file's order. Throws `vcf-index`. */
  ranges(region: Region): Promise<readonly VirtualRange[]>;
}

/** An index that is older than its file by more than this belongs to another version of it. */
const tolerableMs = 60_000;

/** The index beside the file, `.tbi` before `.csi`; undefined where there is none. Throws `vcf-index`. */
export async function findVcfIndex(
  path: string,
  onNote?: (note: string) => void,
): Promise<VcfIndex | undefined> {
  for (const [ending, Index] of [
    ['.tbi', TBI],
    ['.csi', CSI],
  ] as const) {
    const indexPath = path + ending;
    const found = await stat(indexPath).catch(() => undefined);
    if (found?.isFile() !== true) continue;

    const { mtimeMs } = await stat(path);
    if (mtimeMs - found.mtimeMs > tolerableMs) {
      onNote?.(`${indexPath} is older than the file it belongs to; make it anew if that changed.`);
    }
    const index = new Index({ filehandle: new LocalFile(indexPath) });
    const wrong = (error: unknown) =>
      new MegabaseError(
        'vcf-index',
        `${indexPath} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
        { cause: error },
      );
    const { refIdToName } = await index.parse().catch((error: unknown) => {
      throw wrong(error);
    });
    return {
      path: indexPath,
      contigs: refIdToName,
      ranges: async ({ contig, start, end }) => {
        if (!refIdToName.includes(contig)) return [];
        return index.blocksForRange(contig, start, end, {}).catch((error: unknown) => {
          throw wrong(error);
        });
      },
    };
  }
  return undefined;
}
