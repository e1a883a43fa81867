import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { findLocations } from '../../home/index.ts';

/** The guide's pages as resources, `megabase://guide/formats` among them. */
export function addGuide(server: McpServer): void {
  const folder = join(findLocations().resources, 'guide');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const name = file.replace('.md', '');
    const uri = `megabase://guide/${name}`;
    const config = { title: `Guide: ${name}`, mimeType: 'text/markdown' };
    server.registerResource(`guide-${name}`, uri, config, async () => {
      const text = await readFile(join(folder, file), 'utf8');
      return { contents: [{ uri, mimeType: 'text/markdown', text }] };
    });
  }
}
