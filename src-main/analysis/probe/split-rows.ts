import { MegabaseError, type Contig, defined } from '../../contract/index.ts';
import { matchContig, seededRandom } from '../../sequence/index.ts';
import type { ProbeRows } from './probe-rows.ts';

/** What a probe is fitted to, and what it is then measured on and has never seen. */
export interface Split {
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
  /** In words: `chrT2`, `every fifth 50 kbp of chrT1`. */
  readonly heldOutName: string;
}

/** Share of the bins that a contig needs to be held out by itself. */
const leastShare = 0.1;
/** Where there is one contig, every fifth of so many parts is held out. */
const parts = 25;

/**
 * Holds out the contigs named; else the smallest contig with a tenth of the bins or more; else, where
 * one contig is all there is, every fifth of 25 parts of it. `usable` says whether rows will do to
 * fit to, or to measure on. Error: `labels-format` where they do not.
 */
export function splitRows(
  rows: ProbeRows,
  holdOut: readonly string[] | undefined,
  usable: (rows: Int32Array) => boolean,
): Split {
  if (holdOut) {
    const split = byContigs(rows, holdOut);
    if (usable(split.training) && usable(split.heldOut)) return split;
    throw unusable(usable(split.training) ? 'held-out' : 'training', split);
  }
  const counts = countContigs(rows);
  const sizes = rows.contigs.map((name, i) => ({ name, size: counts[i]! }));
  const candidates = sizes
    .filter(({ size }) => size >= leastShare * rows.count && size < rows.count)
    .sort((a, b) => a.size - b.size);
  for (const { name } of candidates) {
    const split = byContigs(rows, [name]);
    if (usable(split.training) && usable(split.heldOut)) return split;
  }
  const split = byParts(rows);
  if (usable(split.training) && usable(split.heldOut)) return split;
  throw unusable(usable(split.training) ? 'held-out' : 'training', split);
}

/**
 * The contigs of that name, which must be among those with labels: asked before anything is computed.
 * Errors: `contig-unknown`, `usage`.
 */
export function heldOutContigs(
  names: readonly string[],
  contigs: readonly Contig[],
  labelled: readonly string[],
): string[] {
  return names.map((name) => {
    const { contig } = matchContig(name, contigs);
    if (labelled.includes(contig.name)) return contig.name;
    throw new MegabaseError(
      'usage',
      `${name} cannot be held out: there are labels on ${labelled.join(', ')}.`,
    );
  });
}

/** The training rows in `count` parts of whole blocks, by contig where there are enough of them. */
export function folds(rows: ProbeRows, training: Int32Array, count: number): Int32Array[] {
  const contigs = [...new Set(training.map((row) => rows.contig[row]!))];
  // Large and small contigs in turn, so that the parts are of about one size.
  const counts = countContigs(rows);
  const order = contigs.sort((a, b) => counts[b]! - counts[a]!);
  const placeOf = new Map(order.map((contig, place) => [contig, place]));
  const foldOf = (row: number) =>
    contigs.length >= count
      ? defined(placeOf.get(defined(rows.contig[row]))) % count
      : Math.floor(defined(rows.block[row]) / 5) % count;
  return Array.from({ length: count }, (_, fold) => training.filter((row) => foldOf(row) === fold));
}

/** About a share of some rows, in whole blocks; a larger share holds all of a smaller one. */
export function someBlocks(rows: ProbeRows, from: Int32Array, share: number): Int32Array {
  const random = seededRandom(7);
  const blocks = [...new Set(from.map((row) => rows.block[row]!))];
  const order = blocks.map((block) => ({ block, at: random() })).sort((a, b) => a.at - b.at);
  const kept = order.slice(0, Math.max(1, Math.round(share * order.length)));
  const chosen = new Set(kept.map(({ block }) => block));
  return from.filter((row) => chosen.has(rows.block[row]!));
}

function byContigs(rows: ProbeRows, names: readonly string[]): Split {
  const held = new Set(names.map((name) => rows.contigs.indexOf(name)));
  const all = Int32Array.from({ length: rows.count }, (_, row) => row);
  return {
    training: all.filter((row) => !held.has(rows.contig[row]!)),
    heldOut: all.filter((row) => held.has(rows.contig[row]!)),
    heldOutName: names.join(', '),
  };
}

function byParts(rows: ProbeRows): Split {
  const isHeldOut = (row: number) => Math.floor((row * parts) / rows.count) % 5 === 2;
  const all = Int32Array.from({ length: rows.count }, (_, row) => row);
  const length = Math.round((rows.count * rows.bin) / parts / 1000);
  return {
    training: all.filter((row) => !isHeldOut(row)),
    heldOut: all.filter(isHeldOut),
    heldOutName: `every fifth tile of ${length.toLocaleString('en-US')} kbp`,
  };
}

/** Rows of each contig. */
function countContigs({ contig, contigs }: ProbeRows): Int32Array {
  const counts = new Int32Array(contigs.length);
  for (const one of contig) counts[one]! += 1;
  return counts;
}

function unusable(which: string, { heldOutName, training, heldOut }: Split): MegabaseError {
  return new MegabaseError(
    'labels-format',
    `With ${heldOutName} held out, the ${which} bins lack one of the two classes in some track ` +
      `(${training.length} training bins, ${heldOut.length} held out).`,
  );
}
