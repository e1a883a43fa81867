import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isProjectFile, type WindowCommand } from '../../contract/index.ts';
import { findLocations } from '../../home/index.ts';
import { windowCommands } from '../../transport/index.ts';
import { askWindow } from '../driving/index.ts';
import type { Call } from './call.ts';
import type { CallFolders } from './command-line.ts';

const window = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe('ID of a window, where several are open');

/** What an open window can be asked for, while its user allows it: `window_goto` and the like. */
export const windowCalls: readonly Call[] = Object.entries(windowCommands).map(
  ([kind, { about, schema }]): Call => ({
    name: `window_${kind}`,
    about: `${about} Its user allows it in the window, under Preferences.`,
    schema: (schema as z.ZodObject).extend({ window }),
    readsOnly: kind === 'state',
    drivesWindow: true,
    run: async ({ window, ...given }, { signal, by = 'another program' }, folders) => {
      const asked = within({ kind, ...given } as WindowCommand, folders);
      const { command } = asked;
      const named = typeof window === 'string' ? window : undefined;
      const answer = await askWindow(findLocations(), { ...asked, by, window: named }, signal);
      const path = command.kind === 'figure' ? command.out : undefined;
      // Written by another program.
      const bytes = path && statSync(path, { throwIfNoEntry: false })?.size;
      return { kind: 'done', answer, files: path && bytes ? [{ path, bytes }] : [] };
    },
  }),
);

/**
 * With absolute paths. What is written lies in the named folders. What is opened does too, or is a project that the
 * window's user has opened before, which the window knows. Error: `path-outside`.
 */
function within(
  command: WindowCommand,
  { first, bounds }: CallFolders,
): { readonly command: WindowCommand; readonly known?: true } {
  if (command.kind === 'figure') {
    return { command: { ...command, out: bounds.expect(resolve(first, command.out)) } };
  }
  if (command.kind !== 'open') return { command };
  const path = resolve(first, command.path);
  if (isProjectFile(path) && !bounds.allows(path)) {
    return { command: { ...command, path }, known: true };
  }
  return { command: { ...command, path: bounds.expect(path) } };
}
