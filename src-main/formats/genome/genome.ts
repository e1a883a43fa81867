import { MegabaseError, type Contig, type Region } from '../../contract/index.ts';

/** An open genome, whatever file it lies in. */
export interface Genome {
  readonly format: 'fasta' | '2bit';
  readonly path: string;
  /** In the order of the file. */
  readonly contigs: readonly Contig[];
  /**
   * The letters of a region, case kept, `end - start` of them. Throws `contig-unknown`,
   * `region-outside`, `file-unreadable`, `cancelled`, and what the format can have wrong.
   */
  fetch(region: Region, options?: { signal?: AbortSignal | undefined }): Promise<string>;
  close(): Promise<void>;
}

/**
 * What is known of the region's contig. Throws `contig-unknown`, and `region-outside` with the
 * contig's length.
 */
export function expectInside<T extends Pick<Contig, 'length'>>(
  path: string,
  contigs: ReadonlyMap<string, T>,
  { contig, start, end }: Region,
): T {
  const entry = contigs.get(contig);
  if (entry === undefined) {
    throw new MegabaseError('contig-unknown', `${path} has no contig "${contig}".`);
  }
  const integers = Number.isSafeInteger(start) && Number.isSafeInteger(end);
  if (!integers || start < 0 || end < start || end > entry.length) {
    throw new MegabaseError(
      'region-outside',
      `Bases ${start} to ${end} (0-based) are not inside "${contig}" of ${path}, which has ` +
        `${entry.length} bases.`,
    );
  }
  return entry;
}
