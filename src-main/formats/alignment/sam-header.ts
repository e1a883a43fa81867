import { defined, type Contig } from '../../contract/index.ts';

/** What the header of an alignment file says. */
export interface AlignmentHeader {
  /** Of the `@SQ` lines, in their order. */
  readonly contigs: readonly Contig[];
  /** Names of the samples (`SM` of `@RG`), each once. */
  readonly samples: readonly string[];
  /** `SO` of `@HD`: `coordinate`, `queryname`, ...; undefined where it is not said. */
  readonly sortOrder: string | undefined;
}

export function parseSamHeader(text: string): AlignmentHeader {
  const contigs: Contig[] = [];
  const samples = new Set<string>();
  let sortOrder: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [kind, ...fields] = line.split('\t');
    const field = (tag: string) => fields.find((text) => text.startsWith(`${tag}:`))?.slice(3);
    if (kind === '@SQ') contigs.push({ name: field('SN') ?? '', length: Number(field('LN')) });
    if (kind === '@RG' && field('SM') !== undefined) samples.add(defined(field('SM')));
    if (kind === '@HD') sortOrder = field('SO');
  }
  return { contigs, samples: [...samples], sortOrder };
}
