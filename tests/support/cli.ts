import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { bundledProgram } from './bundle-programs.ts';
import { root } from './paths.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** How a command ended, and all it said. */
export interface CommandResult {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that has been started. */
export interface RunningCommand {
  readonly pid: number;
  readonly result: Promise<CommandResult>;
  /** Resolves once stderr matches; rejects where the command ends before. */
  says(pattern: RegExp): Promise<void>;
}

export interface CommandOptions {
  /** `MEGABASE_HOME`: models and cache of this command, apart from the user's own. */
  readonly home: string;
  /** On top of this process's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** The command line that starts the program; this Node and `commandFile` by default. */
  readonly program?: readonly [string, ...string[]];
}

/** The program in its sources, as a checkout starts it. */
export const launcher = join(root, 'src-main/cli/megabase.mjs');

/** The program as it ships, which starts sooner; outside the suite that in its sources. */
export const commandFile = bundledProgram('megabase') ?? launcher;

export const tutorialGenome = join(root, 'resources/tutorial/tutorial.fa.gz');

/** Groups of commands that still run: a test that fails half-way must not leave them behind. */
const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, and nobody had the time to hear of it.
    }
  }
});

/** Starts `megabase`, in a process group of its own, as a terminal does. */
export function startMegabase(args: readonly string[], options: CommandOptions): RunningCommand {
  const { home, env, cwd, program = [process.execPath, commandFile] } = options;
  const [first, ...leading] = program;
  const child = spawn(first, [...leading, ...args], {
    env: { ...process.env, MEGABASE_HOME: home, ...env },
    ...(cwd !== undefined && { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const pid = child.pid!;
  running.add(pid);
  const result = once(child, 'close').then(([code]) => {
    running.delete(pid);
    return { code: code as number | null, stdout, stderr };
  });
  const says = async (pattern: RegExp) => {
    while (!pattern.test(stderr)) {
      const ended = await Promise.race([once(child.stderr, 'data').then(() => false), result]);
      if (ended && !pattern.test(stderr)) throw new Error(`It never said ${pattern}:\n${stderr}`);
    }
  };
  return { pid, result, says };
}

/**
 * Runs `megabase` to its end: in this process, which saves the start of another, unless it is to have
 * an environment, a folder or a program of its own. What signals, pipes and other processes do to a
 * command is for `startMegabase` to show.
 */
export function megabase(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  if (options.env || options.cwd || options.program) return startMegabase(args, options).result;
  return runHere(args, options.home);
}

let isRunningHere = false;

async function runHere(args: readonly string[], home: string): Promise<CommandResult> {
  if (isRunningHere)
    throw new Error('Two commands would share one MEGABASE_HOME: start processes.');
  isRunningHere = true;
  const { MEGABASE_HOME: before } = process.env;
  process.env['MEGABASE_HOME'] = home;
  const text = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof text) => ({ write: (more: string) => (text[name] += more) });
  const console = new PlainConsole({ stdout: sink('stdout'), stderr: sink('stderr') });
  try {
    const { signal } = new AbortController();
    const startComputeProcess = sharedComputeProcess;
    const code = await runCommand(args, { console, signal, startComputeProcess });
    return { code, ...text };
  } finally {
    isRunningHere = false;
    if (before === undefined) delete process.env['MEGABASE_HOME'];
    else process.env['MEGABASE_HOME'] = before;
  }
}

/** The arguments of `predict` on the tutorial genome, on the CPU, to a file anew; later ones win. */
export function predictArgs(
  model: string,
  region: string,
  out: string,
  ...more: readonly string[]
): string[] {
  const place = ['--fasta', tutorialGenome, '--region', region, '--out', out];
  return ['predict', ...place, '--overwrite', '--model', model, '--provider', 'cpu', ...more];
}
