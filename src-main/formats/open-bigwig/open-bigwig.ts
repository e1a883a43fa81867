import type { Contig, Region } from '../../contract/index.ts';
import type { SignalStretches } from '../bigwig/index.ts';
import { nextOpening, parsers } from '../parser/index.ts';

/**
 * An open bigWig file. It is parsed in a process of its own (`../parser`): @gmod/bbi 8.1.1 leaves an error
 * in a damaged tree of contigs to nobody, which ends the process that it is in.
 */
export class BigWigFile {
  readonly path: string;
  readonly contigs: readonly Contig[];
  readonly #opening: number;

  private constructor(path: string, contigs: readonly Contig[], opening: number) {
    this.path = path;
    this.contigs = contigs;
    this.#opening = opening;
  }

  /** Errors: `file-missing`, `file-unreadable`, `bigwig-format`, `parser-died`, `cancelled`. */
  static async open(path: string, signal?: AbortSignal): Promise<BigWigFile> {
    const opening = nextOpening();
    const question = { kind: 'bigwig-header', path, opening } as const;
    const { contigs } = await parsers().askOne(question, { signal });
    return new BigWigFile(path, contigs, opening);
  }

  /**
   * The stretches that overlap a region, the contig as the file names it; bases between them have no
   * value. Errors: `bigwig-format`, `file-unreadable`, `parser-died`, `cancelled`.
   */
  async values(region: Region, signal?: AbortSignal): Promise<SignalStretches> {
    const file = { path: this.path, opening: this.#opening };
    return parsers().askOne({ kind: 'signal', ...file, region }, { signal });
  }

  /** The file is the parser's, which closes it. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
