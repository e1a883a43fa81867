import { MegabaseError, defined } from '../../contract/index.ts';
import type { Line } from '../lines/index.ts';

/** What stands above the records of a VCF file. */
export interface VcfHeader extends VcfHeaderText {
  /** True where an `##INFO` line of that ID is there. */
  hasInfo(id: string): boolean;
}

/** What of it crosses from one process to another. */
export interface VcfHeaderText {
  /** Every line as it stands, `#CHROM` the last. */
  readonly lines: readonly string[];
  /** Names of the samples, in the order of their columns. */
  readonly samples: readonly string[];
  /** Of the `##contig` lines, in their order. */
  readonly contigs: readonly { readonly name: string; readonly length: number | undefined }[];
}

export function vcfHeader(text: VcfHeaderText): VcfHeader {
  const hasInfo = (id: string) => text.lines.some((line) => line.startsWith(`##INFO=<ID=${id},`));
  return { ...text, hasInfo };
}

/** Longest header in lines; what has more before its `#CHROM` is no VCF. */
const maxLines = 1_000_000;

/** Reads the header off the lines; gives the first record too, which had to be read to find its end. */
export async function takeVcfHeader(
  path: string,
  lines: AsyncGenerator<Line>,
): Promise<{ header: VcfHeaderText; first: Line | undefined }> {
  const texts: string[] = [];
  for (;;) {
    const next = await lines.next();
    const line = next.done === true ? undefined : next.value;
    if (line?.text.startsWith('#') === true && texts.length < maxLines) {
      texts.push(line.text);
      if (!line.text.startsWith('##')) {
        const after = await lines.next();
        return {
          header: parseHeader(path, texts),
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

/** The columns that every file has, in their order (VCF specification, 1.5). */
const fixedColumns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'];

function parseHeader(path: string, lines: string[]): VcfHeaderText {
  const title = defined(lines.at(-1)).replace(/\t+$/, '');
  const columns = title.split('\t');
  const samples = columns.slice(fixedColumns.length + 1);
  const isWhole = fixedColumns.every((name, i) => columns[i] === name);
  const hasFormat = columns.length === fixedColumns.length || columns[8] === 'FORMAT';
  if (!isWhole || !hasFormat || samples.includes('')) {
    throw new MegabaseError(
      'vcf-format',
      `Line ${lines.length} of ${path} is ${quote(title)}; expected the columns #CHROM POS ID REF ` +
        'ALT QUAL FILTER INFO, separated by tabs, and FORMAT before the names of samples.',
    );
  }
  const contigs = lines.filter((line) => line.startsWith('##contig=<')).map(parseContig);
  return {
    lines: [...lines.slice(0, -1), title],
    samples,
    contigs: contigs.filter(({ name }) => name !== ''),
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
