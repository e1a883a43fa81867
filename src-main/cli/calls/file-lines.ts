import { hasEnding } from '../../formats/bytes/index.ts';
import { readLines } from '../../formats/lines/index.ts';
import type { CommittedFile } from '../../formats/output/index.ts';
import type { CallDone } from './call.ts';

/** Characters of the lines that are read at once, as JSON. */
const maxRead = 12_000;

const maxLine = 2_000;

/** Lines of a written table that its writer is shown, and characters of each. */
const previewLines = 9;
const previewLine = 300;

/** Lines of a text file from the one numbered `from`, as many as there is room for. */
export async function someLines(
  path: string,
  {
    from,
    count,
    signal,
  }: { readonly from: number; readonly count: number; readonly signal: AbortSignal },
): Promise<{ readonly lines: string[]; readonly isEnd: boolean }> {
  const lines: string[] = [];
  // Whole lines that all fit, so that the answer need not be cut.
  let room = maxRead - JSON.stringify({ lines, isEnd: false }).length;
  let number = 0;
  for await (const { text } of readLines(path, signal)) {
    number += 1;
    if (number < from) continue;
    const shown = text.length > maxLine ? `${text.slice(0, maxLine)} ...` : text;
    room -= JSON.stringify(shown).length + 1;
    if (lines.length === count || (lines.length > 0 && room < 0)) return { lines, isEnd: false };
    lines.push(shown);
  }
  return { lines, isEnd: true };
}

/** The head of the first text table among some files. */
export async function firstLinesOf(
  files: readonly CommittedFile[],
  signal: AbortSignal,
): Promise<CallDone['firstLines']> {
  const path = files.map((file) => file.path).find(isTextTable);
  if (path === undefined) return undefined;
  const lines: string[] = [];
  for await (const { text } of readLines(path, signal)) {
    // The titles of VCF and BEDPE look like comments.
    if (/^#(?!chrom)/i.test(text)) continue;
    lines.push(text.slice(0, previewLine));
    if (lines.length === previewLines) break;
  }
  return { path, lines };
}

/** Text files whose first lines tell something. */
function isTextTable(path: string): boolean {
  const tables = ['tsv', 'txt', 'bed', 'bedpe', 'bedgraph', 'bg', 'vcf', 'gff3', 'gff', 'gtf'];
  return hasEnding(path, ...tables);
}
