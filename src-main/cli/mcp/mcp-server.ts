import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { resolve } from 'node:path';
import { z } from 'zod';
import { PathBounds } from '../../transport/index.ts';
import { defined } from '../../contract/index.ts';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { programVersion } from '../../home/index.ts';
import { shortJson, someLines } from './answer.ts';
import { CallQueue } from './call-queue.ts';
import { callTool, failedBy } from './call-tool.ts';
import { addGuide } from './guide-resources.ts';
import { toolSchema } from './tool-schema.ts';
import { commandTools } from './tools.ts';

/** @param roots folders with all that is below them, at least one; relative paths begin at the first */
export async function makeServer(
  roots: readonly string[],
  context: CommandContext,
  program: Program,
): Promise<McpServer> {
  const first = defined(roots[0]);
  const bounds = new PathBounds({ roots, who: 'A tool' });
  const folders = { first, bounds };
  const queue = new CallQueue();
  const server = new McpServer(
    { name: 'megabase', version: programVersion() },
    { instructions: instructions(roots) },
  );
  for (const tool of await commandTools(context, program)) {
    const config = {
      description: tool.about,
      inputSchema: toolSchema(tool.options),
      annotations: { destructiveHint: false, openWorldHint: false },
    };
    server.registerTool(tool.name, config, async (given, extra): Promise<CallToolResult> => {
      const { signal, _meta: meta } = extra;
      const token = meta?.progressToken;
      const onProgress = (progress: number, message: string) => {
        if (token === undefined) return;
        const params = { progressToken: token, progress, total: 1, message };
        // Who is gone hears nothing.
        extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
      };
      const call = { given, signal: AbortSignal.any([signal, context.signal]), onProgress };
      return (
        queue.run(call.signal, () => callTool(tool, call, folders, { ...context, ...program })) ??
        tooMany()
      );
    });
  }
  const config = {
    description: 'Some lines of a text file, such as a table that another tool has written.',
    inputSchema: z.strictObject({
      path: z.string().min(1).max(4_096),
      from: z.number().int().min(1).default(1).describe('first line, from 1'),
      lines: z.number().int().min(1).max(200).default(50),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
  };
  // Files are read while something is computed.
  const reading = new CallQueue();
  server.registerTool('read_lines', config, ({ path, from, lines }, { signal }) => {
    const read = async (): Promise<CallToolResult> => {
      try {
        const inside = bounds.expect(resolve(first, path));
        const found = await someLines(inside, { from, count: lines, signal });
        return { content: [{ type: 'text', text: shortJson(found) }] };
      } catch (error) {
        return failedBy(error);
      }
    };
    return reading.run(signal, read) ?? tooMany();
  });
  addGuide(server);
  return server;
}

function tooMany(): CallToolResult {
  const text =
    'Too many calls wait for their turn; nothing was done. Call again when one of them has ended.';
  return { isError: true, content: [{ type: 'text', text }] };
}

function instructions(roots: readonly string[]): string {
  return (
    'Megabase reads genomes through state-space DNA models on this computer. The tools are its commands: ' +
    'models_list says which models there are, tutorial copies a genome to try them on, and megabase://guide/contents ' +
    'is the guide. Files are read and written only below ' +
    `${roots.join(', ')}; relative paths begin at the first. Nothing is overwritten: name new files. ` +
    'Calls run one after the other. Long results are in the files; read_lines shows parts of those that are text.'
  );
}
