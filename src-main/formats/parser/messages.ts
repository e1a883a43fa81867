import type { Contig, ErrorCode, Region } from '../../contract/index.ts';
import type { AlignmentHeader, ReadColumns } from '../alignment/index.ts';
import type { SignalStretches } from '../bigwig/index.ts';
import type { LineBatch, VcfHeaderText } from '../vcf/index.ts';

/**
 * What a parser process is asked. One question is open at a time; the answer is any number of
 * replies, the last of them `done` or `failed`. `opening` names a file as it was once opened: what was
 * parsed of it then is used again.
 */
export type ParserRequest =
  | ({ readonly kind: 'alignment-header' } & FileRequest)
  | ({
      readonly kind: 'reads';
      readonly region: Region;
      readonly skipFlags: number;
    } & FileRequest)
  | ({ readonly kind: 'vcf-header' } & FileRequest)
  | ({ readonly kind: 'records'; readonly region: Region | undefined } & FileRequest)
  | ({ readonly kind: 'bigwig-header' } & FileRequest)
  | ({ readonly kind: 'signal'; readonly region: Region } & FileRequest)
  /** One more batch may be sent. */
  | { readonly kind: 'next' }
  /** The rest of the answer is not wanted. */
  | { readonly kind: 'stop' }
  /** To `sequence-wanted`. */
  | { readonly kind: 'sequence'; readonly id: number; readonly letters: string }
  | {
      readonly kind: 'no-sequence';
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
    };

export interface FileRequest {
  readonly path: string;
  readonly opening: number;
  /** Of the file; the one beside it where absent. */
  readonly index?: string | undefined;
  /** Of the genome that bases of a CRAM are read from. */
  readonly contigs?: readonly Contig[];
}

export type ParserReply =
  | {
      readonly kind: 'alignment-header';
      readonly format: 'bam' | 'cram';
      readonly header: AlignmentHeader;
    }
  | {
      readonly kind: 'vcf-header';
      readonly header: VcfHeaderText;
      readonly index: { readonly path: string; readonly contigs: readonly string[] } | undefined;
    }
  | { readonly kind: 'reads'; readonly columns: ReadColumns }
  | ({ readonly kind: 'records' } & LineBatch)
  | { readonly kind: 'bigwig-header'; readonly contigs: readonly Contig[] }
  | ({ readonly kind: 'signal' } & SignalStretches)
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'sequence-wanted'; readonly id: number; readonly region: Region }
  /**
   * Sent every second while an answer is worked at. `bytesRead` of files so far; `waiting` for a drive.
   */
  | { readonly kind: 'alive'; readonly bytesRead: number; readonly waiting: boolean }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };
