import { Command } from 'commander';
import { commands } from './commands/index.ts';
import {
  type Console,
  JsonConsole,
  describeError,
  reportError,
  wantsJson,
} from './console/index.ts';
import type { CommandContext } from './context.ts';
import type { ManifestKeeper } from './manifest/index.ts';
import { programVersion } from '../home/index.ts';

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
  #keeper: ManifestKeeper | undefined;

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
    try {
      await this.#keeper?.end(failure ? endOf(failure.error) : { exitCode: 0 });
    } catch (error) {
      // Why the command failed is worth more than why that could not be noted.
      failure ??= { error };
    }
    return failure ? this.#report(failure.error) : 0;
  }

  async #run(): Promise<void> {
    if (this.#args.some((word) => /^--manifest(=|$)/.test(word))) {
      const { ManifestKeeper } = await import('./manifest/index.ts');
      this.#keeper = new ManifestKeeper(this.#args);
      const { startComputeProcess } = this.context;
      Object.assign(this.context, this.#keeper.watch(startComputeProcess));
    }
    const program = await makeProgram(this.#args, this.context);
    program.hook('preAction', (_, action) => this.#begin(action));
    const parse = async () => void (await program.parseAsync(this.#args, { from: 'user' }));
    await (this.#keeper ? this.#keeper.run(parse) : parse());
  }

  async #begin(action: Command): Promise<void> {
    const options = action.opts<Record<string, unknown>>();
    if (options['progress'] === 'json') {
      this.context.console = new JsonConsole(this.context.console);
    }
    await this.#keeper?.begin(nameOf(action), options, action.args);
  }

  #report(error: unknown): number {
    this.context.console.endProgress();
    const { onError, console } = this.context;
    if (!onError) return reportError(error, wantsJson(this.#args), console);
    const known = describeError(error);
    onError(known);
    return known.exitCode;
  }
}

function endOf(error: unknown): Parameters<ManifestKeeper['end']>[0] {
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
    const command =
      name === wanted ? (await load())(context, { commands, run: runCommand }) : new Command(name);
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
