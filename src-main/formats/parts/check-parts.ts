import { defined, MegabaseError, shardText } from '../../contract/index.ts';
import type { PartNote } from '../output/index.ts';

/** A file and what it says of itself. */
export interface NotedPart {
  readonly path: string;
  readonly note: PartNote;
}

/** Parts that are named; more are counted. */
const named = 10;

/**
 * Whether the parts are all pieces of one run, each once; gives them in the order of their shards.
 * Error: `parts-differ` with the first thing that is wrong: parts of unlike runs, a shard that is there
 * twice or missing, regions or records that are in no part or in two.
 */
export function checkParts<Part extends NotedPart>(parts: readonly Part[]): Part[] {
  const [first, ...others] = parts;
  if (first === undefined) throw new MegabaseError('usage', 'There are no parts to merge.');
  for (const other of others) expectAlike(first, other);
  const { count } = first.note.shard;
  const byNumber = new Map<number, Part>();
  for (const part of parts) {
    const { shard } = part.note;
    const twin = byNumber.get(shard.number);
    if (twin) {
      const files = twin.path === part.path ? part.path : `${twin.path} and ${part.path}`;
      throw differ(`Shard ${shardText(shard)} is given twice: ${files}.`, part.path);
    }
    byNumber.set(shard.number, part);
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((n) => !byNumber.has(n));
  if (missing.length > 0) {
    const shown = missing.slice(0, named).map((number) => shardText({ number, count }));
    const more = missing.length > named ? ` and ${missing.length - named} more` : '';
    throw differ(
      missing.length === 1
        ? `Shard ${shown.join('')} is missing.`
        : `Shards ${shown.join(', ')}${more} are missing.`,
    );
  }
  const sorted = parts.toSorted((a, b) => a.note.shard.number - b.note.shard.number);
  checkRecords(sorted);
  checkBlocks(sorted);
  return sorted;
}

/** Error: `parts-differ` with the first setting that is not the same. */
function expectAlike(a: NotedPart, b: NotedPart): void {
  for (const key of new Set([...Object.keys(a.note.whole), ...Object.keys(b.note.whole)])) {
    const [one, other] = [a.note.whole[key], b.note.whole[key]];
    if (one === other) continue;
    throw differ(
      `The parts are not of one run: ${key} is ${valueText(one)} in ${a.path}, and ${valueText(other)} in ` +
        `${b.path}.`,
      b.path,
    );
  }
  if (a.note.shard.count === b.note.shard.count) return;
  throw differ(
    `The parts are not of one cut: ${a.path} is shard ${shardText(a.note.shard)}, ${b.path} is shard ` +
      `${shardText(b.note.shard)}.`,
    b.path,
  );
}

function valueText(value: string | undefined): string {
  return value === undefined ? 'not set' : `"${value}"`;
}

/** Records follow each other from the first to the last. */
function checkRecords(parts: readonly NotedPart[]): void {
  let next = 0;
  let last: NotedPart | undefined;
  for (const part of parts) {
    const { records } = part.note;
    if (records === undefined) return;
    const [from, to, of] = records;
    if (from !== next) {
      const [low, high] = [Math.min(from, next) + 1, Math.max(from, next)];
      const where = last ? `between ${last.path} and ${part.path}` : `before ${part.path}`;
      throw differ(
        from > next
          ? `Records ${low} to ${high} are in no part: they are missing ${where}.`
          : `Records ${low} to ${high} are in two parts: ${last?.path} and ${part.path}.`,
        part.path,
      );
    }
    next = to;
    last = part;
    if (part === parts.at(-1) && to !== of) {
      throw differ(
        `Records ${to + 1} to ${of} are in no part: ${part.path} is the last.`,
        part.path,
      );
    }
  }
}

/** Each block of each section is in one part. */
function checkBlocks(parts: readonly NotedPart[]): void {
  const { sections = [], total = 0 } = defined(parts[0]).note;
  for (const section of sections.keys()) {
    const owners = new Map<number, NotedPart>();
    for (const part of parts) {
      for (const [place] of part.note.sections?.[section] ?? []) {
        const twin = owners.get(place);
        if (twin) {
          throw differ(
            `Region ${place + 1} of ${total} is in two parts: ${twin.path} and ${part.path}.`,
            part.path,
          );
        }
        owners.set(place, part);
      }
    }
    for (let place = 0; place < total; place++) {
      if (owners.has(place)) continue;
      throw differ(`Region ${place + 1} of ${total} is in no part.`);
    }
  }
}

function differ(message: string, file?: string): MegabaseError {
  return new MegabaseError('parts-differ', message, { file });
}
