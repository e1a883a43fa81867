import VcfParser from '@gmod/vcf';
import { MegabaseError } from '../../contract/index.ts';
import type { Line } from '../lines/index.ts';

/** What stands above the records of a VCF file. */
export interface VcfHeader {
  /** Every line as it stands, `#CHROM` the last. */
  readonly lines: readonly string[];
  /** Names of the samples, in the order of their columns. */
  readonly samples: readonly string[];
  /** Of the `##contig` lines, in their order. */
  readonly contigs: readonly { readonly name: string; readonly length: number | undefined }[];
  /** True where an `##INFO` line of that ID is there. */
  hasInfo(id: string): boolean;
}

/** Longest header in lines; what has more before its `#CHROM` is no VCF. */
const maxLines = 1_000_000;

/** Reads the header off the lines; gives the first record too, which had to be read to find its end. */
export async function takeVcfHeader(
  path: string,
  lines: AsyncGenerator<Line>,
): Promise<{ header: VcfHeader; parser: VcfParser; first: Line | undefined }> {
  const texts: string[] = [];
  for (;;) {
    const next = await lines.next();
    const line = next.done === true ? undefined : next.value;
    if (line?.text.startsWith('#') === true && texts.length < maxLines) {
      texts.push(line.text);
      if (!line.text.startsWith('##')) {
        const after = await lines.next();
        return {
          ...parseHeader(path, texts),
          first: after.done === true ? undefined : after.value,
        };
      }
      continue;
    }
    const found =
      line === undefined ? 'the file ends' : `line ${line.number} is ${quote(line.text)}`;
    const bcf = line?.text.startsWith('BCF') === true ? ' It is BCF, the binary form.' : '';
    throw new MegabaseError(
      'vcf-format',
      `${path} has no line that begins with #CHROM: after ${texts.length} lines of header ${found}.${bcf}`,
    );
  }
}

function parseHeader(path: string, lines: string[]): { header: VcfHeader; parser: VcfParser } {
  const columns = lines.at(-1)!;
  // The parser refuses a file for a comment that is no key=value; the records can be read all the same.
  const meta = lines.slice(0, -1).filter((line) => /^##.+?=/.test(line));
  let parser: VcfParser;
  try {
    parser = new VcfParser({ header: [...meta, columns].join('\n') });
  } catch (error) {
    throw new MegabaseError(
      'vcf-format',
      `Line ${lines.length} of ${path} is ${quote(columns)}; expected the columns #CHROM POS ID REF ` +
        'ALT QUAL FILTER INFO, separated by tabs.',
      { cause: error },
    );
  }
  const contigs = meta.filter((line) => line.startsWith('##contig=<')).map(parseContig);
  const hasInfo = (id: string) => meta.some((line) => line.startsWith(`##INFO=<ID=${id},`));
  return {
    parser,
    header: {
      lines,
      samples: parser.samples,
      contigs: contigs.filter(({ name }) => name !== ''),
      hasInfo,
    },
  };
}

function parseContig(line: string): { name: string; length: number | undefined } {
  const name = /[<,]ID=([^,>]+)/.exec(line)?.[1] ?? '';
  const length = /[<,]length=(\d+)/.exec(line)?.[1];
  return { name, length: length === undefined ? undefined : Number(length) };
}

function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- a binary file must not be printed
  const plain = text.slice(0, 40).replaceAll(/[\u0000-\u001f\u007f-\uffff]/g, '?');
  return JSON.stringify(text.length > 60 ? `${plain}...` : plain);
}
