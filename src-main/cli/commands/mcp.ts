import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Command } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { expectFolder, openCalls } from '../calls/index.ts';
import { makeServer } from '../mcp/index.ts';

export function mcpCommand(context: CommandContext, program: Program): Command {
  return new Command('mcp')
    .argument(
      '<DIR...>',
      'folders that tools may read and write; relative paths begin at the first',
    )
    .addHelpText('after', example)
    .action((folders: readonly string[]) =>
      serveTools(folders.map(expectFolder), context, program),
    );
}

const example = `
An MCP client starts it and speaks with it over standard input and output. Every command that
computes is a tool, with the same options; nothing is overwritten, nothing is downloaded.

Example, in a client's configuration:
  {"mcpServers": {"megabase": {"command": "megabase", "args": ["mcp", "/data/genomes"]}}}`;

async function serveTools(
  roots: readonly string[],
  context: CommandContext,
  program: Program,
): Promise<void> {
  const { console, signal } = context;
  if (process.stdin.isTTY) {
    throw new MegabaseError(
      'usage',
      'Standard input is a terminal: this command is started by a program that speaks MCP.',
    );
  }
  // Standard output is the protocol's.
  console.yieldStdout();
  const calls = await openCalls(roots, context, program);
  const server = makeServer(calls);
  const transport = new StdioServerTransport();
  const ended = Promise.withResolvers<undefined>();
  server.server.onclose = () => ended.resolve(undefined);
  process.stdin.once('end', () => ended.resolve(undefined));
  signal.addEventListener('abort', () => ended.resolve(undefined), { once: true });
  await server.connect(transport);
  console.note(`Serving tools by MCP; open to them: ${roots.join(', ')}`);
  await ended.promise;
  await server.close();
  await calls.close();
}
