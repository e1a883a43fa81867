import { MegabaseError } from '../contract/index.ts';
import type { Calls } from './calls/index.ts';
import type { Program } from './command-entry.ts';
import type { CommandContext } from './context.ts';

export interface ServeApiOptions {
  readonly port: number;
  readonly root: readonly string[];
  /** A file for the address and the token. */
  readonly connection?: string;
}

/** Serves calls until the context's signal. Without a file the connection is printed, as a line of JSON. */
export async function serveApi(
  options: ServeApiOptions,
  context: CommandContext,
  program: Program,
): Promise<void> {
  if (options.root.length === 0) {
    throw new MegabaseError(
      'usage',
      'No folder was named: with --api, calls read and write only below --root DIR.',
    );
  }
  // It stands on all commands.
  const { openCalls } = await import('./calls/index.ts');
  const calls = await openCalls(options.root, context, program);
  try {
    await serveCalls(calls, options, context);
  } finally {
    await calls.close();
  }
}

async function serveCalls(
  calls: Calls,
  { port, root, connection: file }: ServeApiOptions,
  { console, signal }: CommandContext,
): Promise<void> {
  const { startApi, writeConnectionFile } = await import('./api/index.ts');
  const { url, token, close } = await startApi({ calls, port });
  let remove: (() => void) | undefined;
  try {
    const connection = { url, token, pid: process.pid, roots: root };
    if (file !== undefined) remove = writeConnectionFile(file, connection);
    console.print(JSON.stringify(remove ? { url, connection: file } : connection));
    console.note(`Serving calls; open to them: ${root.join(', ')}. Ctrl-C stops.`);
    await aborted(signal);
  } finally {
    remove?.();
    await close();
  }
}

/** The OpenAPI document, printed. */
export async function printOpenApi(context: CommandContext, program: Program): Promise<void> {
  const [{ openCalls }, { openApiDocument }] = await Promise.all([
    import('./calls/index.ts'),
    import('./api/index.ts'),
  ]);
  const { list } = await openCalls([process.cwd()], context, program);
  context.console.print(JSON.stringify(openApiDocument(list), null, 2));
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
