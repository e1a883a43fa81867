import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defined, MegabaseError } from '../../contract/index.ts';
import { PathBounds } from '../../transport/index.ts';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { describeError } from '../console/index.ts';
import type { Call, CallHooks, CallOutcome, CallParameters } from './call.ts';
import { CalledProjects } from './called-projects.ts';
import { CallQueue } from './call-queue.ts';
import { commandCalls } from './command-calls.ts';
import type { CallFolders } from './command-line.ts';
import { expectParameters } from './expect-parameters.ts';
import { projectCalls } from './project-calls.ts';
import { readLinesCall } from './read-lines-call.ts';
import { windowCalls } from './window-calls.ts';

/** All that can be called, within some folders of the disk. */
export class Calls {
  readonly list: readonly Call[];
  /** Folders that calls may read and write, with all below them; relative paths begin at the first. */
  readonly roots: readonly string[];
  readonly #folders: CallFolders;
  /** Ends all calls. */
  readonly #signal: AbortSignal;
  readonly #computing = new CallQueue();
  /** Files are read while something is computed. */
  readonly #reading = new CallQueue();

  readonly #projects: CalledProjects | undefined;

  constructor(
    list: readonly Call[],
    roots: readonly string[],
    signal: AbortSignal,
    projects?: CalledProjects,
  ) {
    this.list = list;
    this.#projects = projects;
    this.roots = roots;
    this.#signal = signal;
    const bounds = new PathBounds({ roots, who: 'A call' });
    this.#folders = { first: defined(roots[0]), bounds };
  }

  /**
   * Begins a call, or has it wait for its turn. Errors, thrown at once and before anything is done: `call-unknown`,
   * `call-parameters`, `calls-full`. What goes wrong later is its outcome.
   */
  begin(name: string, given: unknown, hooks: CallHooks): Promise<CallOutcome> {
    const call = this.list.find((one) => one.name === name);
    if (!call) {
      const named = name.length > 80 ? `${name.slice(0, 80)}...` : name;
      throw new MegabaseError('call-unknown', `There is no call ${JSON.stringify(named)}.`);
    }
    const parameters = expectParameters(call, given);
    const signal = AbortSignal.any([hooks.signal, this.#signal]);
    const waits = !call.readsOnly && !call.drivesWindow;
    const queue = waits ? this.#computing : this.#reading;
    return queue
      .run(signal, () => this.#run(call, parameters, { ...hooks, signal }))
      .catch((error: unknown) => ({ kind: 'failed', error: describeError(error) }));
  }

  /** Closes the projects that calls have opened. */
  async close(): Promise<void> {
    await this.#projects?.close();
  }

  #run(call: Call, given: CallParameters, hooks: CallHooks): Promise<CallOutcome> {
    hooks.onEvent({ kind: 'begun' });
    return call.run(given, hooks, this.#folders);
  }
}

/**
 * The commands that compute, what reads their files, projects, and what an open window can be asked for. `close`
 * them in the end.
 *
 * @param roots folders, at least one
 */
export async function openCalls(
  roots: readonly string[],
  context: CommandContext,
  program: Program,
): Promise<Calls> {
  const projects = new CalledProjects(roots, context);
  const list = [
    ...(await commandCalls(context, program)),
    readLinesCall,
    ...projectCalls(projects),
    ...windowCalls,
  ];
  return new Calls(list, roots, context.signal, projects);
}

/** A folder that calls may use, absolute. Error: `file-missing`. */
export function expectFolder(text: string): string {
  const folder = resolve(text);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new MegabaseError('file-missing', `There is no folder ${folder}.`, { file: folder });
}
