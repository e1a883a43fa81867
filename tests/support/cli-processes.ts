import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningCommand } from './cli.ts';

/** The compute process that a command has started. Linux has the list of processes as files. */
export function computeProcessOf(command: number): number {
  const found = childrenOf(command).filter((pid) => commandOf(pid).includes('compute-process'));
  if (found.length !== 1)
    throw new Error(`${command} has ${found.length} compute processes, not 1`);
  return found[0]!;
}

/** Processes that a process has started, and those that they have. */
export function processesBelow(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...processesBelow(child)]);
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)?.[1]) === parent);
}

/** True until the process is gone; one that is dead but not yet waited for is gone. */
export function isAlive(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/**
 * Resolves once the command's pass, the only one in a cache, has kept so many sweeps; a layer has
 * two where the sequence is more than a chunk.
 */
export async function sweepsKept(
  command: RunningCommand,
  cache: string,
  sweeps: number,
): Promise<void> {
  let ended = false;
  void command.result.then(() => (ended = true));
  while (keptIn(join(cache, 'passes')) < sweeps) {
    if (ended as boolean)
      throw new Error(`It ended before sweep ${sweeps}:\n${(await command.result).stderr}`);
    await sleep(20);
  }
}

/** Sweeps in the checkpoint of the only pass; 0 while there is none. */
function keptIn(passes: string): number {
  try {
    const [key] = readdirSync(passes).filter((name) => /^[0-9a-f]{64}$/.test(name));
    const { position } = JSON.parse(readFileSync(join(passes, key!, 'state.json'), 'utf8')) as {
      position: { layer: number; sweep: number };
    };
    return 2 * position.layer + position.sweep;
  } catch {
    return 0;
  }
}

/** State, parent and what follows; the name before them, in parentheses, may hold spaces. */
function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`) ?? '';
}

/** Undefined where the process ended meanwhile. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
