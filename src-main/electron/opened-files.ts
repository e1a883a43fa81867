import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';

const handedOver = z.object({ files: z.array(z.string()) });

/** Files named when the program was started, absolute. */
export function filesOfArguments(): string[] {
  // The first is the program. Switches may stand before its folder, where it is not packaged.
  const named = process.argv.slice(1).filter((text) => !text.startsWith('-'));
  return named
    .slice(app.isPackaged ? 0 : 1)
    .map((path) => resolve(path))
    .filter((path) => existsSync(path));
}

/**
 * Calls `open` with files to open: those this program was started with, those a second start of it was given
 * (none, if it only is to come to the front), and those the system hands over.
 */
export function onFilesOpened(open: (paths: readonly string[]) => void): void {
  const named = filesOfArguments();
  if (named.length > 0) open(named);
  app.on('second-instance', (_event, _argv, _folder, data) => {
    open(handedOver.safeParse(data).data?.files ?? []);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
}
