import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { alreadyThere, outputTarget, writeWholeFile } from '../../formats/output/index.ts';
import { allotment } from '../../home/index.ts';
import { installedVersions } from '../../analysis/doctor/index.ts';
import { describeFile, describeInput, type InputFile } from './input-files.ts';
import type { RunEnd, RunRecord } from './run-record.ts';

/** Goes up with every change that a reader must know of. */
const version = 1;

/** What a command is, and was asked for. */
export interface RunRequest {
  /** Words of the command, such as `probe fit`. */
  readonly command: string;
  readonly arguments: readonly string[];
  /** With what nobody named, too. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly InputFile[];
}

/**
 * Before anything is computed: whether the manifest may be written to `path`. That of a run which failed
 * may be replaced, so that a scheduler can try again. Error: `output-exists`; those of `outputTarget`.
 */
export async function expectManifestPlace(path: string, overwrite: boolean): Promise<void> {
  const target = await outputTarget(path);
  if (target.kind === 'file' && !overwrite && !isOfFailure(path)) throw alreadyThere(path);
}

/** Writes what a command was and what came of it. Errors: those of `writeWholeFile`. */
export async function writeManifest(
  path: string,
  { command, arguments: args, options, inputs }: RunRequest,
  record: RunRecord,
  { exitCode, error }: RunEnd,
): Promise<void> {
  const { seconds, peakBytes, computePeakBytes } = record.use();
  const ended = new Date();
  const described = await Promise.all(inputs.map(describeInput));
  const outputs: object[] = [];
  for (const file of record.written) outputs.push(await describeFile(file.path));
  const manifest = {
    kind: 'megabase run',
    version,
    command,
    arguments: args,
    options,
    inputs: described,
    outputs,
    versions: installedVersions(),
    models: record.models,
    computedBy: record.computedBy,
    host: { name: hostname(), platform: `${process.platform} ${process.arch}`, ...allotment() },
    ...job(),
    startedAt: record.startedAt.toISOString(),
    endedAt: ended.toISOString(),
    wallSeconds: (ended.getTime() - record.startedAt.getTime()) / 1000,
    processorSeconds: Number(seconds.toFixed(2)),
    peakMemoryBytes: { command: peakBytes, compute: computePeakBytes },
    exit: { code: exitCode, ...(error && { error }) },
  };
  const replaces = await standing(path);
  await writeWholeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { replaces });
}

/** The job of a scheduler that this is part of. */
function job(): object {
  const { SLURM_JOB_ID: id, SLURM_JOB_NODELIST: nodes } = process.env;
  return id === undefined ? {} : { job: { scheduler: 'slurm', id, nodes } };
}

async function standing(path: string): Promise<ReadonlyMap<string, string>> {
  const target = await outputTarget(path);
  return new Map(target.kind === 'file' ? [[path, target.identity]] : []);
}

function isOfFailure(path: string): boolean {
  try {
    // A manifest is small; what is not is none.
    if (statSync(path).size > 64 << 20) return false;
    const { kind, exit } = JSON.parse(readFileSync(path, 'utf8')) as {
      kind?: unknown;
      exit?: { code?: unknown };
    };
    return kind === 'megabase run' && exit?.code !== 0;
  } catch {
    return false;
  }
}
