import type { FileHandle } from 'node:fs/promises';
import type { Region } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import type { Genome } from '../genome/index.ts';
import type { AlignedRead } from './aligned-read.ts';
import type { AlignmentHeader } from './sam-header.ts';

/** An open BAM or CRAM file, sorted and indexed. */
export interface Alignment {
  readonly format: 'bam' | 'cram';
  readonly path: string;
  readonly header: AlignmentHeader;
  /**
   * The mapped reads that overlap a region (the contig as the file names it), sorted by their start,
   * some at a time: memory holds a block of BAM, or a slice of CRAM, whatever the depth. Reads with
   * any bit of `skipFlags` are left out.
   *
   * Throws `alignment-format` for what is damaged, `alignment-index` where the index misleads,
   * `alignment-genome` where a CRAM was made with another reference, `cancelled`.
   */
  reads(
    region: Region,
    options?: { readonly skipFlags?: number; readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<readonly AlignedRead[]>;
  close(): Promise<void>;
}

/** Where the bases of a CRAM are read. */
export type BasesOf = Pick<Genome, 'contigs' | 'fetch'>;

/** A file as it was opened. */
export interface OpenedFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly bytes: ByteSource;
  /** In bytes. */
  readonly size: number;
}
