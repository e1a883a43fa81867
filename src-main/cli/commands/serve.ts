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
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { buildWindow } from '../desktop/index.ts';
import { keepWindowPort } from '../driving/index.ts';
import { openBrowser } from '../open-browser.ts';
import { aborted, printOpenApi, serveApi, type ServeApiOptions } from '../serve-api.ts';

interface ServeOptions extends ServeApiOptions {
  readonly open: boolean;
  readonly cache?: string;
  readonly api?: boolean;
  readonly openapi?: boolean;
}

export function serveCommand(
  context: CommandContext,
  program: Program,
  page = programFiles.page,
): Command {
  const command = new Command('serve')
    .option('--port <N>', 'port to listen on; 0: any free port', parsePort, 0)
    .option('--no-open', 'print the address without opening a browser')
    .option(
      '--cache <DIR>',
      'cache folder; auto: the usual one, or one for this session in TMPDIR where that is on a network disk',
    )
    .option(
      '--root <DIR>',
      'folder the page may list, read and write besides the home folder, or, with --api, calls may read and write; repeatable',
      (folder: string, others: readonly string[]) => [...others, parseFolder(folder)],
      [],
    )
    .option(
      '--api',
      'in place of the page, serve the commands that compute to programs, as HTTP with JSON',
    )
    .option(
      '--connection <FILE>',
      'with --api, write its address and token to a new file that only you can read, instead of printing them',
    )
    .option('--openapi', 'print the description of the API (OpenAPI 3.1) and end')
    .addHelpText('after', example);
  return command.action(async (options: ServeOptions) => {
    if (options.openapi) return printOpenApi(context, program);
    if (options.api) return serveApi(expectApiOptions(options), context, program);
    if (options.connection === undefined) return servePage(options, context, page);
    throw new MegabaseError('usage', '--connection goes with --api only.');
  });
}

const example = `
With --api, a line of JSON says the address and the token of this run:
  megabase serve --api --root /data/study
  {"url":"http://127.0.0.1:40123/api","token":"...","pid":4711,"roots":["/data/study"]}
Programs send the token as "Authorization: Bearer TOKEN". The guide has examples in Python and R.`;

/** The workbench in a browser, until the context's signal. */
async function servePage(
  { port: chosen, open, cache, root }: ServeOptions,
  { console, signal }: CommandContext,
  page: string,
): Promise<void> {
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
    const server = await startServer({
      ...{ workbench, events, advise, files, page },
      port: chosen,
    });
    // Only once there are windows: a server that cannot start leaves no port behind.
    const driving = keepWindowPort({ service, locations, bounds, advise, report });
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
}

function expectApiOptions(options: ServeOptions): ServeApiOptions {
  if (options.cache === undefined) return options;
  throw new MegabaseError('usage', '--cache does not go with --api: calls use the usual cache.');
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
