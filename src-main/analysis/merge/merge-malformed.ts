import { existsSync } from 'node:fs';
import { isStandardOutput, StagedText } from '../../formats/output/index.ts';
import { expectRows, PartBytes, type OpenPart } from '../../formats/parts/index.ts';
import { malformedPath } from '../variants/index.ts';
import type { MergeTarget } from './merge-text.ts';

/** What is to be said of parts of a VCF whose lines that are no records do not stand beside them any more. */
export function missingMalformed(parts: readonly OpenPart[]): string[] {
  return parts.flatMap(({ path, head }) => {
    const { malformed = 0 } = head.note;
    if (malformed === 0 || existsSync(malformedPath(path))) return [];
    return [`${malformedPath(path)} is not there: ${malformed} lines are left out.`];
  });
}

/** The lines of all parts that are no records, still without their name; undefined where there are none. */
export async function mergeMalformed(
  parts: readonly OpenPart[],
  { path, replaces, signal }: MergeTarget,
): Promise<StagedText | undefined> {
  const having = parts.filter((part) => existsSync(malformedPath(part.path)));
  if (having.length === 0 || isStandardOutput(path)) return undefined;
  const out = await StagedText.open(malformedPath(path), { replaces });
  try {
    for (const part of having) await copyMalformed(part, out, signal);
    return out;
  } catch (error) {
    await out.discard();
    throw error;
  }
}

async function copyMalformed(
  { path, head }: OpenPart,
  out: StagedText,
  signal: AbortSignal,
): Promise<void> {
  const file = malformedPath(path);
  const bytes = new PartBytes(file, signal);
  try {
    const lines = await bytes.copyAll((piece) => out.appendBytes(piece));
    expectRows(file, lines, head.note.malformed ?? 0);
  } finally {
    await bytes.close();
  }
}
