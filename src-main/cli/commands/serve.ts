import { MegabaseError } from '../../contract/index.ts';
import { autoCache, chooseCache } from '../../analysis/environment/index.ts';
import { ScratchFolder } from '../../cache/index.ts';
import { createWorkbench } from '../../workbench/index.ts';
import { errorAdvice, findLocations, programFiles } from '../../home/index.ts';
import { FileRegistry, startServer, boundedWorkbench, PathBounds } from '../../transport/index.ts';
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.ts';
import { buildWindow } from '../desktop/index.ts';
import { keepWindowPort } from '../driving/index.ts';
import { openBrowser } from '../open-browser.ts';

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly cache?: string;
  readonly root: readonly string[];
}

export function serveCommand(
  { console, signal }: CommandContext,
  page = programFiles.page,
): Command {
  return new Command('serve')
    .option('--port <N>', 'port to listen on; 0: any free port', parsePort, 0)
    .option('--no-open', 'print the address without opening a browser')
    .option(
      '--cache <DIR>',
      'cache folder; auto: the usual one, or one for this session in TMPDIR where that is on a network disk',
    )
    .option(
      '--root <DIR>',
      'folder the page may list, read and write besides the home folder; repeatable',
      (folder: string, others: readonly string[]) => [...others, parseFolder(folder)],
      [],
    )
    .action(async ({ port: chosen, open, cache, root }: ServeOptions) => {
      // In a checkout; what is installed has its page.
      if (page === programFiles.page) await buildWindow(console, signal);
      if (signal.aborted) return;
      if (!existsSync(join(page, 'index.html'))) {
        throw new MegabaseError('file-missing', `The page is missing: ${page} has no index.html.`);
      }
      const scratch = new ScratchFolder();
      const note = (text: string) => console.note(text);
      const locations = findLocations(
        cache === autoCache ? chooseCache(cache, scratch, note).folder : cache,
      );
      const files = new FileRegistry();
      const service = createWorkbench({ locations, files });
      try {
        const advise = (code: Parameters<typeof errorAdvice>[0]) =>
          errorAdvice(code, locations, 'window');
        const { events } = service;
        const bounds = new PathBounds({
          roots: [homedir(), locations.projects, ...root],
          openFiles: () => files.paths(),
        });
        const workbench = boundedWorkbench(service.workbench, bounds);
        const report = (error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          console.note(`Other programs cannot drive the window: ${why}`);
        };
        const driving = keepWindowPort({ service, locations, bounds, advise, report });
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
        await driving.close();
        await server.close();
      } finally {
        await service.close();
        scratch.close();
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

function parseFolder(text: string): string {
  const folder = resolve(text);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new InvalidArgumentError(`There is no folder ${folder}.`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
