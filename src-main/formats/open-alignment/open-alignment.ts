import type { Genome } from '../genome/index.ts';
import { nextOpening, parsers } from '../parser/index.ts';
import { type Alignment, fromColumns } from '../alignment/index.ts';

/**
 * Opens a BAM or CRAM file, told by its first bytes, with `index`, or the one beside it (`.bai`,
 * `.csi`, `.crai`). It is parsed in a process of its own (`../parser`): a damaged file can hang, grow or crash
 * no more than that. CRAM keeps no bases of its own: `genome` is where they are read.
 *
 * Throws `file-missing`, `file-unreadable`, `alignment-format` for another kind of file and one that is
 * cut short, `alignment-index` where there is none or it cannot be read, `parser-died`, `cancelled`.
 */
export async function openAlignment(
  path: string,
  {
    genome,
    index,
    onNote,
    signal,
  }: {
    readonly genome: Genome;
    readonly index?: string | undefined;
    readonly onNote?: (note: string) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Alignment> {
  const file = { path, index, opening: nextOpening(), contigs: genome.contigs };
  const fetch = (region: Parameters<Genome['fetch']>[0]) => genome.fetch(region);
  const question = { kind: 'alignment-header', ...file } as const;
  const { format, header } = await parsers().askOne(question, { onNote, signal, fetch });
  return {
    ...{ format, path, header },
    async *reads(region, { skipFlags = 0, signal } = {}) {
      const question = { kind: 'reads', ...file, region, skipFlags } as const;
      for await (const { columns } of parsers().ask(question, { signal, fetch })) {
        yield fromColumns(columns);
      }
    },
    // The file is the parser's, which closes it.
    close: () => Promise.resolve(),
  };
}
