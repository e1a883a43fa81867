import { Command } from 'commander';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { buildWindow, electronBinary, runElectron } from '../desktop/index.ts';
import { serveCommand } from './serve.ts';

export function startCommand(context: CommandContext, program: Program): Command {
  const { console, signal } = context;
  return new Command('start')
    .argument('[files...]', 'genome or project to open')
    .action(async (files: string[]) => {
      await buildWindow(console, signal);
      if (signal.aborted) return;
      const electron = await electronBinary(console, signal);
      const obstacle =
        'obstacle' in electron
          ? electron.obstacle
          : await runElectron(electron.path, files, signal);
      const wasStopped = () => signal.aborted;
      if (obstacle === undefined || wasStopped()) return;
      console.note(`${obstacle}; opening the workbench in the browser instead.`);
      await serveCommand(context, program).parseAsync([], { from: 'user' });
    });
}
