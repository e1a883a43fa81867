import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, it } from 'vitest';
import { launcher, startMegabase } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a client that starts the command speaks with it, and ends it', async () => {
  const [home, folder] = [temporaryFolder(), temporaryFolder()];
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [launcher, 'mcp', folder],
    env: { MEGABASE_HOME: home, PATH: process.env['PATH'] ?? '' },
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const client = new Client({ name: 'a test', version: '1' });
  await client.connect(transport);
  expect(client.getInstructions()).toContain(folder);
  expect(client.getServerVersion()?.name).toBe('megabase');
  writeFileSync(join(folder, 'a.fa'), '>a\nACGT\n');
  const found = await client.callTool({ name: 'read_lines', arguments: { path: 'a.fa' } });
  expect(found.content).toEqual([
    { type: 'text', text: JSON.stringify({ lines: ['>a', 'ACGT'], isEnd: true }) },
  ]);
  await client.close();
  expect(said).toContain(`Serving tools by MCP; open to them: ${folder}`);
});

it('the command says on standard error what is wrong with its folders, and ends', async () => {
  const home = temporaryFolder();
  const missing = await startMegabase(['mcp', join(home, 'none')], { home }).result;
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toContain('There is no folder');
  const none = await startMegabase(['mcp'], { home }).result;
  expect(none).toMatchObject({ code: 2, stdout: '' });
});
