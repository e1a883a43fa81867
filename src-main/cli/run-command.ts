import { Command } from 'commander';
import { watchCompute } from '../analysis/environment/index.ts';
import { observeWrites } from '../formats/output/index.ts';
import { commands } from './commands/index.ts';
import type { Console } from './console.ts';
import type { CommandContext } from './context.ts';
import { JsonConsole } from './json-console.ts';
import {
  expectManifestPlace,
  inputFiles,
  RunRecord,
  writeManifest,
  type RunEnd,
  type RunRequest,
} from './manifest/index.ts';
import { programVersion } from './program-version.ts';
import { describeError, reportError } from './report-error.ts';
import { wantsJson } from './wants-json.ts';

/**
 * Runs one command line, without the program's name before it, and gives its exit code. All that it
 * prints goes to the context's console, so it runs in any process, as often as one likes.
 */
export async function runCommand(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const run = new CommandRun(args, context);
  const end = await run.toEnd();
  run.context.console.end?.(end);
  return end;
}

/** One command line, and what its own options say of how it runs. */
class CommandRun {
  /** Its console is another one once `--progress` has been read. */
  readonly context: { -readonly [Key in keyof CommandContext]: CommandContext[Key] };
  readonly #args: readonly string[];
  #manifest: { readonly path: string; readonly request: RunRequest } | undefined;

  constructor(args: readonly string[], context: CommandContext) {
    this.#args = args;
    this.context = { ...context };
  }

  async toEnd(): Promise<number> {
    let failure: { readonly error: unknown } | undefined;
    try {
      await this.#run();
    } catch (error) {
      failure = { error };
    }
    const written = await this.#writeManifest(failure).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    // Why the command failed is worth more than why that could not be noted.
    const told = failure ?? written;
    return told ? this.#report(told.error) : 0;
  }

  async #run(): Promise<void> {
    const record = this.#args.some((word) => /^--manifest(=|$)/.test(word)) && new RunRecord();
    if (record) {
      this.context.startComputeProcess = watchCompute(
        record.compute,
        this.context.startComputeProcess,
      );
      this.context.record = record;
    }
    const program = await makeProgram(this.#args, this.context);
    program.hook('preAction', (_, action) => this.#begin(action));
    const parse = async () => void (await program.parseAsync(this.#args, { from: 'user' }));
    await (record ? observeWrites(record.onWritten, parse) : parse());
  }

  async #begin(action: Command): Promise<void> {
    const options = action.opts<Record<string, unknown>>();
    if (options['progress'] === 'json')
      this.context.console = new JsonConsole(this.context.console);
    const path = options['manifest'];
    if (typeof path !== 'string') return;
    const overwrite = options['overwrite'] === true;
    await expectManifestPlace(path, overwrite);
    const positional = Object.fromEntries(
      action.args.map((word, i) => [`argument ${i + 1}`, word]),
    );
    const inputs = inputFiles({ ...options, ...positional });
    const command = nameOf(action);
    const request = { command, arguments: this.#args, options, inputs };
    this.#manifest = { path, request };
  }

  async #writeManifest(failure: { readonly error: unknown } | undefined): Promise<void> {
    const { record } = this.context;
    if (!record || !this.#manifest) return;
    const { path, request } = this.#manifest;
    await writeManifest(path, request, record, failure ? endOf(failure.error) : { exitCode: 0 });
  }

  #report(error: unknown): number {
    this.context.console.endProgress();
    return reportError(error, wantsJson(this.#args), this.context.console);
  }
}

function endOf(error: unknown): RunEnd {
  const { exitCode, code, message } = describeError(error);
  return { exitCode, error: { code, message } };
}

/** `probe fit` of `megabase probe fit`. */
function nameOf(action: Command): string {
  const { parent } = action;
  return parent?.parent ? `${nameOf(parent)} ${action.name()}` : action.name();
}

async function makeProgram(args: readonly string[], context: CommandContext): Promise<Command> {
  const program = new Command('megabase')
    .description(
      'Read a megabase and more of your own genome through state-space DNA models, exactly, on your own machine.',
    )
    .version(programVersion());
  const [first, second] = args;
  const wanted = first === 'help' ? second : first;
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = name === wanted ? (await load())(context) : new Command(name);
    program.addCommand(command.description(description));
  }
  gatherOutput(program, context.console);
  return program;
}

/** Every error ends in one place, gets its words and its exit code there; help goes to the console. */
function gatherOutput(command: Command, console: Console): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => console.print(text.replace(/\n$/, '')),
    writeErr: (text) => console.note(text.replace(/\n$/, '')),
    outputError: () => undefined,
  });
  for (const inner of command.commands) gatherOutput(inner, console);
}
