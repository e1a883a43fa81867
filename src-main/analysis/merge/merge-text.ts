import { BedScores } from '../../formats/bed/index.ts';
import { numberFeatures } from '../../formats/gff/index.ts';
import {
  StagedText,
  throwIfCancelled,
  writeStaged,
  type Replaceable,
} from '../../formats/output/index.ts';
import {
  copyJsonRegions,
  copyJsonRows,
  copyRows,
  copySection,
  mergeHeads,
  PartBytes,
  readHead,
  readTitles,
  type LineChange,
  type OpenPart,
  type Sink,
} from '../../formats/parts/index.ts';
import type { Layout } from './layouts.ts';
import { mergeJsonHeads } from './json-heads.ts';
import { copyLinks } from './links.ts';

type TextLayout = Exclude<Layout, { readonly kind: 'map' }>;

/** What is to be written, and how it is told how far that is. */
export interface MergeTarget {
  readonly path: string;
  readonly replaces?: Replaceable | undefined;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** What is done once all is written, right before it takes its name. */
  readonly beforeCommit?: () => Promise<void>;
}

/** Opens parts and reads their heads. Errors: those of reading; `parts-differ`. */
export async function openParts(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<OpenPart[]> {
  const open: OpenPart[] = [];
  try {
    for (const path of paths) open.push(await openPart(path, signal));
    return open;
  } catch (error) {
    await closeParts(open);
    throw error;
  }
}

async function openPart(path: string, signal: AbortSignal): Promise<OpenPart> {
  const bytes = new PartBytes(path, signal);
  try {
    return { path, bytes, head: await readHead(bytes) };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

export async function closeParts(parts: readonly OpenPart[]): Promise<void> {
  for (const { bytes } of parts) await bytes.close();
}

/** Writes the whole of parts that are checked and in order. Gives its bytes. */
export async function mergeText(
  parts: readonly OpenPart[],
  layout: TextLayout,
  { path, replaces, signal, onBytes, beforeCommit }: MergeTarget,
): Promise<number> {
  const change = await lineChange(parts, layout, signal);
  const file = await StagedText.open(path, { replaces });
  const sink: Sink = async (bytes) => {
    throwIfCancelled(signal, path);
    await file.appendBytes(bytes);
    onBytes(bytes.length);
  };
  await writeStaged(file, async () => {
    if (layout.kind === 'json-rows') {
      await file.append(mergeHeads(parts).join('\n'));
      await copyJsonRows(parts, sink);
    } else if (layout.kind === 'json-regions') {
      await file.append(mergeJsonHeads(parts));
      await copyJsonRegions(parts, sink);
    } else {
      for (const line of mergeHeads(parts)) await file.append(`${line}\n`);
      await copyBody(parts, layout, { sink, change, title: (line) => file.append(`${line}\n`) });
    }
    await beforeCommit?.();
  });
  return file.size;
}

async function copyBody(
  parts: readonly OpenPart[],
  layout: Extract<TextLayout, { readonly kind: 'rows' | 'blocks' | 'links' }>,
  to: {
    readonly sink: Sink;
    readonly change: LineChange | undefined;
    readonly title: (line: string) => Promise<void>;
  },
): Promise<void> {
  if (layout.kind === 'links') return copyLinks(parts, to.sink);
  const titles = async (count: number) => {
    for (const line of await readTitles(parts, count)) await to.title(line);
  };
  await titles(layout.titles);
  if (layout.kind === 'rows') return copyRows(parts, layout.end, to.sink);
  const sections = parts[0]?.head.note.sections?.length ?? 0;
  for (let section = 0; section < sections; section++) {
    if (layout.sections) await titles(1);
    await copySection(parts, section, to.sink, to.change);
  }
  for (const { bytes } of parts) await bytes.expectEnd();
}

/** What becomes of the lines of a format that counts or scales over the whole file. */
async function lineChange(
  parts: readonly OpenPart[],
  layout: TextLayout,
  signal: AbortSignal,
): Promise<LineChange | undefined> {
  if (layout.kind !== 'blocks' || layout.change === undefined) return undefined;
  if (layout.change === 'numbers') return numberFeatures();
  const scores = new BedScores();
  for (const { path } of parts) {
    const bytes = new PartBytes(path, signal);
    try {
      for (let line = await bytes.line(); line !== undefined; line = await bytes.line()) {
        scores.add(line);
      }
    } finally {
      await bytes.close();
    }
  }
  return scores.isScaled ? (line) => scores.change(line) : undefined;
}
