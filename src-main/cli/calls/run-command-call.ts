import { MegabaseError } from '../../contract/index.ts';
import { guardWrites, observeWrites, type CommittedFile } from '../../formats/output/index.ts';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import type { CallHooks, CallOutcome, CallParameters } from './call.ts';
import { CallConsole } from './call-console.ts';
import type { CallOption } from './call-option.ts';
import { commandLine, expectOutput, type CallFolders } from './command-line.ts';
import { firstLinesOf } from './file-lines.ts';

/** A command that can be called. */
export interface CalledCommand {
  /** The first words of its command line. */
  readonly words: readonly string[];
  readonly options: readonly CallOption[];
  readonly printsJson: boolean;
}

export type CommandRunner = Pick<Program, 'run'> & Pick<CommandContext, 'startComputeProcess'>;

/** Runs a command for a call, in this process. */
export async function runCommandCall(
  { words, options, printsJson }: CalledCommand,
  given: CallParameters,
  { signal, onEvent }: CallHooks,
  folders: CallFolders,
  { run, startComputeProcess }: CommandRunner,
): Promise<CallOutcome> {
  const line = [
    ...words,
    ...(printsJson ? ['--json'] : []),
    ...commandLine(options, given, folders),
  ];
  const console = new CallConsole(onEvent);
  const files: CommittedFile[] = [];
  const errors: MegabaseError[] = [];
  const onError = (error: MegabaseError) => void errors.push(error);
  const context = { console, signal, onError, ...(startComputeProcess && { startComputeProcess }) };
  const code = await observeWrites(
    (file) => files.push(file),
    () =>
      guardWrites(
        (path) => expectOutput(path, folders),
        () => run(line, context),
      ),
  );
  const answer = answerOf(console, printsJson);
  if (code === 0) {
    return { kind: 'done', answer, files, firstLines: await firstLinesOf(files, signal) };
  }
  const [error = new MegabaseError('unexpected', `The command ended with code ${code}.`)] = errors;
  return { kind: 'failed', error, ...(console.printed.length > 0 && { answer }) };
}

/** What the command printed, with its notes where it did not gather them itself. */
function answerOf({ printed, notes }: CallConsole, isJson: boolean): unknown {
  if (!isJson) return { printed, notes };
  try {
    const answer: unknown = JSON.parse(printed.join('\n'));
    const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    return isObject && !('notes' in answer) && notes.length > 0 ? { ...answer, notes } : answer;
  } catch {
    return { printed, notes };
  }
}
