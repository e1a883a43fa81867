import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { checkOutputs } from '../../analysis/export/index.ts';
import { MegabaseError } from '../../contract/index.ts';
import { alreadyThere, writeWholeFile, type Replaceable } from '../../formats/output/index.ts';
import { allotment } from '../../home/index.ts';
import { installedVersions } from '../../analysis/doctor/index.ts';
import { manifestFile, describeInput, outputOptions, type InputFile } from './input-files.ts';
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

/** Where a manifest goes. */
export interface ManifestPlace {
  readonly path: string;
  readonly replaces: Replaceable;
}

/**
 * Before anything is computed: whether the manifest may be written to `path`, and what it may replace there.
 * That of a run which failed may be replaced, so that a scheduler can try again. Errors: `output-exists`,
 * `usage` where the command writes to that file, too; those of `checkOutputs`.
 */
export async function openManifestPlace(
  path: string,
  { options, inputs }: RunRequest,
): Promise<Replaceable> {
  const twice = outputOptions.find((name) => {
    const written = options[name];
    return typeof written === 'string' && resolve(written) === resolve(path);
  });
  if (twice !== undefined) {
    throw new MegabaseError('usage', `Both --${twice} and --manifest name ${path}.`);
  }
  const replaces = await checkOutputs(
    [path],
    inputs.map((input) => input.path),
  );
  if (replaces.size > 0 && options['overwrite'] !== true && !isOfFailure(path))
    throw alreadyThere(path);
  return replaces;
}

/** Writes what a command was and what came of it. Errors: those of `writeWholeFile`. */
export async function writeManifest(
  { path, replaces }: ManifestPlace,
  { command, arguments: args, options, inputs }: RunRequest,
  record: RunRecord,
  { exitCode, error }: RunEnd,
): Promise<void> {
  const { seconds, peakBytes, computePeakBytes } = record.use();
  const ended = new Date();
  const described = await Promise.all(inputs.map(describeInput));
  const outputs: object[] = [];
  for (const file of record.written) outputs.push(await manifestFile(file.path));
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
  await writeWholeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { replaces });
}

/** The job of a scheduler that this is part of. */
function job(): object {
  const { SLURM_JOB_ID: id, SLURM_JOB_NODELIST: nodes } = process.env;
  return id === undefined ? {} : { job: { scheduler: 'slurm', id, nodes } };
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
