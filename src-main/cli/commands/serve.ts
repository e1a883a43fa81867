import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import { createWorkbench } from '../../workbench/index.ts';
import { errorAdvice, findLocations, programFolder } from '../../home/index.ts';
import { FileRegistry, startServer } from '../../transport/index.ts';
import type { CommandContext } from '../context.ts';
import { openBrowser } from '../open-browser.ts';

/** Where `npm run build` puts the window. */
const builtPage = join(programFolder, 'out/renderer');

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly cache?: string;
}

export function serveCommand({ console, signal }: CommandContext, page = builtPage): Command {
  return new Command('serve')
    .description('Open the workbench in a browser of this computer.')
    .option('--port <N>', 'port to answer at; 0 for any that is free', parsePort, 0)
    .option('--no-open', 'only print the address')
    .option('--cache <DIR>', 'another cache than the usual one')
    .action(async ({ port: chosen, open, cache }: ServeOptions) => {
      if (!existsSync(join(page, 'index.html'))) {
        throw new MegabaseError(
          'file-missing',
          `The window is not built yet: ${page} has no index.html. Build it with: npm run build`,
        );
      }
      const locations = findLocations(cache);
      const files = new FileRegistry();
      const service = createWorkbench({ locations, files });
      try {
        const advise = (code: Parameters<typeof errorAdvice>[0]) =>
          errorAdvice(code, locations, 'window');
        const { workbench, events } = service;
        const server = await startServer({
          ...{ workbench, events, advise, files, page },
          port: chosen,
        });
        const { url, port } = server;
        console.print(url);
        console.note('The address opens once, in one browser of this computer. Ctrl-C stops.');
        console.note(`From another computer: ssh -L ${port}:127.0.0.1:${port} <this computer>`);
        if (open) openBrowser(url);
        await aborted(signal);
        await server.close();
      } finally {
        await service.close();
      }
    });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('Expected a whole number from 0 to 65535.');
  }
  return port;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
