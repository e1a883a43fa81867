import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { MegabaseError, shardText, systemCode, type Shard } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { hashFile, readError } from '../../formats/bytes/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { costOfAll, rounded, type Cost, type CutRun, type PlannedPiece } from './cut-run.ts';

/** A file that a run reads. */
interface PlanInput {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What `plan.json` holds. Paths are as they were given, so pieces are run in the folder of the plan's own run. */
export interface PlanFile {
  readonly version: 1;
  readonly command: string;
  readonly engine: string;
  /** Absent for a command that needs none. */
  readonly model?: { readonly name: string; readonly hash: string } | undefined;
  readonly inputs: readonly PlanInput[];
  readonly shards: number;
  /** How processor-seconds are known: by `runs` made before on this machine, or by the model's `size`. */
  readonly from: CutRun['from'];
  readonly pieces: readonly (PlannedPiece & {
    /** `1/6` */
    readonly shard: string;
    /** Of `megabase`. */
    readonly arguments: readonly string[];
    readonly output: string;
  })[];
  /** Arguments of `megabase` that put the outputs together. */
  readonly merge: readonly string[];
  readonly whole: Cost;
}

/** The plan of a run that is cut into so many pieces. */
export async function makePlan(
  asked: {
    readonly command: string;
    readonly run: CutRun;
    readonly model: LoadedModel | undefined;
    readonly inputs: readonly string[];
    readonly count: number;
    /** What computes a piece, and where that goes. */
    readonly lineOf: (shard: Shard) => {
      readonly arguments: readonly string[];
      readonly output: string;
    };
    /** What puts the outputs together. */
    readonly mergeLine: (outputs: readonly string[]) => readonly string[];
  },
  signal: AbortSignal,
): Promise<PlanFile> {
  const { command, run, model, count, lineOf, mergeLine } = asked;
  const inputs: PlanInput[] = [];
  for (const input of asked.inputs) inputs.push(await readInput(input, signal));
  const pieces = run.cut(count).map((piece, i) => {
    const shard = { number: i + 1, count };
    return { shard: shardText(shard), ...rounded(piece), ...lineOf(shard) };
  });
  return {
    version: 1,
    command,
    engine: engineVersion,
    model: model && { name: model.identity.name, hash: model.identity.hash },
    inputs,
    shards: count,
    from: run.from,
    pieces,
    merge: mergeLine(pieces.map(({ output }) => output)),
    whole: costOfAll(pieces),
  };
}

/**
 * Whether these are the outputs that a plan names, all of them; wherever they lie now. Error: `parts-differ`
 * for one that it does not name, or that is missing; `usage` for what is no plan.
 */
export async function expectPlanned(path: string, parts: readonly string[]): Promise<void> {
  const pieces = await readPieces(path);
  const names = new Set(pieces.map(({ output }) => basename(output)));
  const given = new Set(parts.map((part) => basename(part)));
  const stray = parts.find((part) => !names.has(basename(part)));
  if (stray !== undefined) {
    throw new MegabaseError('parts-differ', `${path} names no output ${basename(stray)}.`, {
      file: stray,
    });
  }
  const missing = pieces.find(({ output }) => !given.has(basename(output)));
  if (missing === undefined) return;
  throw new MegabaseError(
    'parts-differ',
    `Shard ${missing.shard} of ${path}, ${missing.output}, is not among the parts.`,
  );
}

async function readPieces(path: string): Promise<PlanFile['pieces']> {
  try {
    const plan = JSON.parse(await readFile(path, 'utf8')) as Partial<Omit<PlanFile, 'version'>> & {
      readonly version?: unknown;
    };
    const { version, pieces } = plan;
    if (version === 1 && pieces) return pieces;
  } catch (error) {
    if (systemCode(error) !== undefined) throw readError(path, error);
  }
  throw new MegabaseError('usage', `${path} is no plan of this version of Megabase.`, {
    file: path,
  });
}

/** Reads a file once for its size and hash. Errors: `file-missing`, `file-unreadable`, `cancelled`. */
async function readInput(path: string, signal: AbortSignal): Promise<PlanInput> {
  try {
    return { path, ...(await hashFile(path, signal)) };
  } catch (error) {
    if (signal.aborted) throw new MegabaseError('cancelled', `Reading ${path} was cancelled.`);
    throw readError(path, error);
  }
}
