import { defined, MegabaseError } from '../../contract/index.ts';
import type { PartNote } from '../output/index.ts';
import { readNote, type PartHead } from './read-head.ts';

/** Lines that tell of one run of many, from `run` on. */
const runKeys = new Set(['run', 'engine', 'made', 'settings', 'interval', 'region']);

/** Notes of which each part may have its own. */
const ownKeys = new Set([
  'interval',
  'threshold',
  'readout, unchanged',
  'log-likelihood',
  'unlike training',
]);

/** A head in its parts: what it has in common with all others, and what is its own. */
interface HeadParts {
  readonly before: readonly string[];
  readonly contigs: readonly string[];
  readonly runs: readonly (readonly string[])[];
  readonly after: readonly string[];
}

/** A head and the file that it is of. */
interface HeadOf {
  readonly path: string;
  readonly head: PartHead;
}

/**
 * The head of the whole: what all parts say once, and each run of each part where one run would have named
 * it. Error: `parts-differ` for heads that are not alike otherwise, with both lines.
 */
export function mergeHeads(parts: readonly HeadOf[]): string[] {
  const heads = parts.map(({ head }) => cutHead(head.lines));
  const [first] = heads;
  const { before, after } = defined(first);
  for (const [i, head] of heads.entries()) {
    const [a, b] = [defined(parts[0]).path, defined(parts[i]).path];
    expectSame(shared(before), shared(head.before), a, b);
    expectSame(after, head.after, a, b);
  }
  const notes = parts.map(({ head }) => head.note);
  const contigs = inOrder(heads.map((head, i) => placed(head.contigs, notes[i]?.contigs)));
  const runs = inOrder(heads.map((head, i) => placed(head.runs, notes[i]?.runs)));
  const all = afterContigs(before).flatMap((line) => ownLines(line, heads));
  return [...beforeContigs(before), ...contigs, ...all, ...runs.flat(), ...after];
}

function shared(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !ownKeys.has(readNote(line)?.key ?? ''));
}

/** A line, or all that the parts have in its place, each once. */
function ownLines(line: string, heads: readonly HeadParts[]): readonly string[] {
  const key = readNote(line)?.key ?? '';
  if (!ownKeys.has(key)) return [line];
  const lines = heads.flatMap(({ before }) => before.filter((one) => readNote(one)?.key === key));
  return [...new Set(lines)];
}

/** GFF3 names its contigs right after its version. */
function beforeContigs(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('##gff-version'));
}

function afterContigs(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('##gff-version'));
}

function cutHead(lines: readonly string[]): HeadParts {
  const contigs = lines.filter((line) => line.startsWith('##sequence-region '));
  const others = lines.filter((line) => !line.startsWith('##sequence-region '));
  const keys = others.map((line) => readNote(line)?.key ?? '');
  const first = keys.indexOf('run');
  if (first < 0) return { before: others, contigs, runs: [], after: [] };
  let end = first;
  const runs: string[][] = [];
  for (; end < others.length && runKeys.has(defined(keys[end])); end++) {
    if (keys[end] === 'run') runs.push([]);
    runs.at(-1)?.push(defined(others[end]));
  }
  return { before: others.slice(0, first), contigs, runs, after: others.slice(end) };
}

interface Placed<Item> {
  readonly item: Item;
  readonly place: number;
}

function placed<Item>(items: readonly Item[], places: PartNote['runs']): readonly Placed<Item>[] {
  return items.map((item, i) => ({ item, place: places?.[i] ?? 0 }));
}

/** What the parts name, in the order of the whole; what two parts name is named once. */
function inOrder<Item>(lists: readonly (readonly Placed<Item>[])[]): Item[] {
  const seen = new Set<string>();
  return lists
    .flat()
    .sort((a, b) => a.place - b.place)
    .flatMap(({ item }) => {
      const text = JSON.stringify(item);
      if (seen.has(text)) return [];
      seen.add(text);
      return [item];
    });
}

function expectSame(one: readonly string[], other: readonly string[], a: string, b: string): void {
  const count = Math.max(one.length, other.length);
  for (let i = 0; i < count; i++) {
    if (one[i] === other[i]) continue;
    throw new MegabaseError(
      'parts-differ',
      `The parts are not of one run: the header of ${a} has ${quoted(one[i])}, that of ${b} ${quoted(other[i])}.`,
      { file: b },
    );
  }
}

function quoted(line: string | undefined): string {
  return line === undefined ? 'no such line' : `"${line.slice(0, 200)}"`;
}
