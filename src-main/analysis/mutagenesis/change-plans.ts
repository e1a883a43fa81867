import { defined, type MutagenesisReadout } from '../../contract/index.ts';
import type { BinPieces, PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { headTracks, type Manifest } from '../../model/index.ts';
import { baseTokens, maskToken } from '../../sequence/index.ts';
import { BinValues } from '../effects/index.ts';
import { blockOfBases } from './cut-mutagenesis.ts';
import type { MatrixRows, Mutated } from './matrix-rows.ts';

/** Sequences that are computed, and what their results are for. */
interface Plan {
  readonly tasks: readonly PerturbationTask[];
  readonly take: (result: PerturbationResult, reference: BinPieces | undefined) => void;
}

/** What is computed for the rows that are open. */
export function planChanges(mutated: Mutated, rows: MatrixRows, manifest: Manifest): Plan {
  const { readout } = mutated;
  if (readout.kind === 'track') return trackPlan(mutated, readout, rows, manifest);
  return readout.masked ? maskedPlan(mutated, rows) : likelihoodPlan(mutated, rows);
}

/** Three substitutions a base. */
function trackPlan(
  { tokens, from }: Mutated,
  readout: Extract<MutagenesisReadout, { kind: 'track' }>,
  rows: MatrixRows,
  manifest: Manifest,
): Plan {
  const tasks: PerturbationTask[] = [];
  const owners: { readonly base: number; readonly column: number }[] = [];
  for (const base of rows.open) {
    const own = tokens[from + base]!;
    for (const [column, token] of baseTokens.entries()) {
      if (token === own) continue;
      owners.push({ base, column });
      tasks.push({ edits: [edit(from + base, token)], tracks: true });
    }
  }
  const track = headTracks(manifest).findIndex(({ id }) => id === readout.track.id);
  const waiting = new Map<number, { readonly changes: Float32Array; left: number }>();
  let bins: BinValues | undefined;
  return {
    tasks,
    take({ task, bins: changed }, reference) {
      const { base, column } = defined(owners[task]);
      bins ??= new BinValues(defined(reference), track, readout.track.bin);
      const before = valueOf(bins, readout);
      const row = waiting.get(base) ?? { changes: new Float32Array(4), left: 3 };
      waiting.set(base, row);
      row.changes[column] = valueOf(bins, readout, changed) - before;
      row.left--;
      if (row.left > 0) return;
      waiting.delete(base);
      rows.add(base, row.changes, before);
    },
  };
}

/** Of a gene the largest of its bins, else the mean of those that have a value; NaN where none has. */
function valueOf(
  bins: BinValues,
  { track: { bin }, place, gene }: Extract<MutagenesisReadout, { kind: 'track' }>,
  changed?: BinPieces,
): number {
  if (gene !== undefined) return bins.max(place, changed);
  let [sum, count] = [0, 0];
  for (let b = Math.floor(place.start / bin); b < Math.ceil(place.end / bin); b++) {
    const value = bins.at(b, changed);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/** One sequence for each base, in which it is masked. */
function maskedPlan({ tokens, from }: Mutated, rows: MatrixRows): Plan {
  const tasks = rows.open.map((base): PerturbationTask => {
    const at = from + base;
    const after = { start: at, end: at + 1 };
    return {
      edits: [edit(at, maskToken)],
      tracks: false,
      distributions: { before: { start: at, end: at }, after },
    };
  });
  return {
    tasks,
    take({ task, distributions }) {
      const base = defined(rows.open[task]);
      rows.add(base, ratiosOf(defined(distributions).after, 0, defined(tokens[from + base])));
    },
  };
}

/** One changed sequence a block of bases, for what the unchanged one says of them. */
function likelihoodPlan({ tokens, from, count }: Mutated, rows: MatrixRows): Plan {
  const blocks = new Map<number, number[]>();
  for (const base of rows.open) {
    const number = Math.floor(base / blockOfBases);
    const own = blocks.get(number) ?? [];
    blocks.set(number, own);
    own.push(base);
  }
  const all = [...blocks];
  const tasks = all.map(([number]): PerturbationTask => {
    const start = from + number * blockOfBases;
    const before = { start, end: Math.min(from + count, start + blockOfBases) };
    return {
      edits: [edit(start, maskToken)],
      tracks: false,
      distributions: { before, after: { start, end: start } },
    };
  });
  return {
    tasks,
    take({ task, distributions }) {
      const [number, bases] = defined(all[task]);
      const { before } = defined(distributions);
      for (const base of bases) {
        rows.add(base, ratiosOf(before, base - number * blockOfBases, tokens[from + base]!));
      }
    },
  };
}

/** ln P(base)/P(the one there) of A, C, G and T, from distributions `[t, 4]`. */
function ratiosOf(distributions: Float32Array, row: number, token: number): Float32Array {
  const own = distributions.subarray(4 * row, 4 * row + 4);
  const reference = defined(own[baseTokens.findIndex((base) => base === token)]);
  return own.map((value) => value - reference);
}

function edit(at: number, token: number): PerturbationTask['edits'][number] {
  return { start: at, end: at + 1, tokens: Uint8Array.of(token) };
}
