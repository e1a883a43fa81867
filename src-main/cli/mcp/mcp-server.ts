import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { programVersion } from '../../home/index.ts';
import type { CallEvent, Calls } from '../calls/index.ts';
import { addGuide } from './guide-resources.ts';
import { errorResult, toolResult } from './tool-result.ts';

/** The calls as tools, and the guide as resources. */
export function makeServer(calls: Calls): McpServer {
  const server = new McpServer(
    { name: 'megabase', version: programVersion() },
    { instructions: instructions(calls.roots) },
  );
  for (const { name, about, schema, readsOnly } of calls.list) {
    const annotations = readsOnly ? { readOnlyHint: true } : { destructiveHint: false };
    const config = {
      description: about,
      inputSchema: schema,
      annotations: { ...annotations, openWorldHint: false },
    };
    server.registerTool(name, config, async (given, extra): Promise<CallToolResult> => {
      const { signal, _meta: meta } = extra;
      const token = meta?.progressToken;
      const onEvent = (event: CallEvent) => {
        if (token === undefined || event.kind !== 'progress') return;
        const { fraction: progress, text: message } = event;
        const params = { progressToken: token, progress, total: 1, message };
        // Who is gone hears nothing.
        extra.sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
      };
      try {
        const by = server.server.getClientVersion()?.name;
        return toolResult(await calls.begin(name, given, { signal, onEvent, by }));
      } catch (error) {
        return errorResult(error);
      }
    });
  }
  addGuide(server);
  return server;
}

function instructions(roots: readonly string[]): string {
  return (
    'Megabase reads genomes through state-space DNA models on this computer. The tools are its commands: ' +
    'models_list says which models there are, tutorial copies a genome to try them on, project_ tools work on what the window shows, and megabase://guide/contents ' +
    'is the guide. Files are read and written only below ' +
    `${roots.join(', ')}; relative paths begin at the first. Nothing is overwritten: name new files. ` +
    'Calls run one after the other. Long results are in the files; read_lines shows parts of those that are text. ' +
    'The window_ tools drive a window that is open on this computer, where its user allows it.'
  );
}
