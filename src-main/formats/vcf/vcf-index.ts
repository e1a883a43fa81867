import { stat } from 'node:fs/promises';
import { defined, MegabaseError, type Region } from '../../contract/index.ts';
import { type VirtualRange, rangesOf } from '../bgzip/index.ts';
import { readTabixIndex } from './tabix-index.ts';

/** A tabix or CSI index of a VCF file. */
export interface VcfIndex {
  readonly path: string;
  /** Names of the contigs that have records. */
  readonly contigs: readonly string[];
  /** Where records that overlap the region can lie, in the file's order. */
  ranges(region: Region): readonly VirtualRange[];
}

/** An index that is older than its file by more than this belongs to another version of it. */
const tolerableMs = 60_000;

/**
 * The index that was chosen, or the one beside the file, `.tbi` before `.csi`; undefined where there is none. Throws
 * `vcf-index`.
 */
export async function findVcfIndex(
  path: string,
  chosen: string | undefined,
  onNote?: (note: string) => void,
): Promise<VcfIndex | undefined> {
  for (const indexPath of chosen === undefined ? [`${path}.tbi`, `${path}.csi`] : [chosen]) {
    const found = await stat(indexPath).catch(() => undefined);
    if (found?.isFile() !== true) continue;

    const { mtimeMs, size } = await stat(path);
    if (mtimeMs - found.mtimeMs > tolerableMs) {
      onNote?.(
        `${indexPath} is older than the file it indexes; rebuild it if the file has changed.`,
      );
    }
    const index = await readTabixIndex(indexPath, size);
    const byName = new Map(index.names.map((name, i) => [name, defined(index.contigs[i])]));
    return {
      path: indexPath,
      contigs: index.names,
      ranges: ({ contig, start, end }) => {
        const bins = byName.get(contig);
        return bins === undefined ? [] : rangesOf(bins, index, start, end);
      },
    };
  }
  if (chosen === undefined) return undefined;
  throw new MegabaseError('vcf-index', `The index of ${path} is not there: ${chosen}.`);
}
