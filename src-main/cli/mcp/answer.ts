import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { hasEnding } from '../../formats/bytes/index.ts';
import { readLines } from '../../formats/lines/index.ts';

/** Characters of an answer: a model reads all of it. */
const maxAnswer = 12_000;

/** Of a list, what is shown where all of it is too long. */
const listSizes = [100, 30, 10, 3, 1];

const maxString = 2_000;

/** Lines of a written table, and links to files, that an answer shows. */
const previewLines = 8;

/** A value as JSON that is short enough for an answer: lists are cut, with a word of how many there are. */
export function shortJson(value: unknown): string {
  const whole = JSON.stringify(value);
  if (whole.length <= maxAnswer) return whole;
  for (const size of listSizes) {
    const text = JSON.stringify(cut(value, size));
    if (text.length <= maxAnswer) return text;
  }
  return JSON.stringify(`${whole.slice(0, maxAnswer / 2)} ... (${whole.length} characters in all)`);
}

function cut(value: unknown, size: number): unknown {
  if (typeof value === 'string' && value.length > maxString) {
    return `${value.slice(0, maxString)} ... (${value.length} characters)`;
  }
  if (Array.isArray(value)) {
    const shown = value.slice(0, size).map((one) => cut(one, size));
    return value.length > size ? [...shown, `... ${value.length - size} more`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one, size)]));
}

/** Text files whose first lines tell something. */
function isTextTable(path: string): boolean {
  return hasEnding(
    path,
    'tsv',
    'txt',
    'bed',
    'bedpe',
    'bedgraph',
    'bg',
    'vcf',
    'gff3',
    'gff',
    'gtf',
  );
}

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
  let room = maxAnswer - JSON.stringify({ lines, isEnd: false }).length;
  let number = 0;
  for await (const { text } of readLines(path, signal)) {
    number += 1;
    if (number < from) continue;
    const shown = text.length > maxString ? `${text.slice(0, maxString)} ...` : text;
    room -= JSON.stringify(shown).length + 1;
    if (lines.length === count || (lines.length > 0 && room < 0)) return { lines, isEnd: false };
    lines.push(shown);
  }
  return { lines, isEnd: true };
}

/** Links to files that were written, and of the first text among them its first lines. */
export async function describeFiles(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CallToolResult['content']> {
  const content: CallToolResult['content'] = paths.slice(0, previewLines).map((path) => ({
    type: 'resource_link',
    uri: pathToFileURL(path).href,
    name: basename(path),
    description: `${path}, ${statSync(path).size.toLocaleString('en-US')} bytes (${extname(path)})`,
  }));
  if (paths.length > previewLines) {
    content.push({ type: 'text', text: `and ${paths.length - previewLines} more files` });
  }
  const table = paths.find(isTextTable);
  if (table === undefined) return content;
  const rows: string[] = [];
  for await (const { text } of readLines(table, signal)) {
    // The titles of VCF and BEDPE look like comments.
    if (/^#(?!chrom)/i.test(text)) continue;
    rows.push(text.slice(0, 300));
    if (rows.length > previewLines) break;
  }
  const text = `First lines of ${basename(table)}:\n${rows.join('\n')}`;
  return [...content, { type: 'text', text }];
}
