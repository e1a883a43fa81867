import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

/** A command of the program. */
export interface CommandEntry {
  /** In a line, as the program's own help lists it. */
  readonly description: string;
  /** Only the command that is asked for is loaded: each stands on much of the program. */
  readonly load: () => Promise<(context: CommandContext, program: Program) => Command>;
}

/** The whole program, for a command that offers the others. */
export interface Program {
  /** By name. */
  readonly commands: Readonly<Record<string, CommandEntry>>;
  /** Runs one command line, without the program's name before it, and gives its exit code. */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<number>;
}
