import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll } from 'vitest';
import { commands } from '../../src-main/cli/commands/index.ts';
import { openCalls, type Calls } from '../../src-main/cli/calls/index.ts';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { makeServer } from '../../src-main/cli/mcp/index.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

interface Answer {
  readonly isError: boolean;
  /** The first text, parsed where it is JSON. */
  readonly value: unknown;
  readonly texts: readonly string[];
  readonly links: readonly string[];
}

/** A client of the tools, connected while the tests of a file run, and the folder that is open to them. */
export function toolClient() {
  const home = sharedFolder();
  const folder = sharedFolder();
  const { MEGABASE_HOME: before } = process.env;
  let client: Client;
  let calls: Calls;
  beforeAll(async () => {
    process.env['MEGABASE_HOME'] = home;
    ({ client, calls } = await connect(folder));
  });
  afterAll(async () => {
    await client.close();
    await calls.close();
    if (before === undefined) delete process.env['MEGABASE_HOME'];
    else process.env['MEGABASE_HOME'] = before;
  });

  async function call(
    name: string,
    given: Readonly<Record<string, unknown>> = {},
    options: Parameters<Client['callTool']>[2] = {},
  ): Promise<Answer> {
    const found = await client.callTool({ name, arguments: given }, undefined, {
      timeout: 120_000,
      ...options,
    });
    const content = found.content as readonly { type: string; text?: string; uri?: string }[];
    const texts = content.flatMap(({ text }) => text ?? []);
    const links = content.flatMap(({ uri }) => uri ?? []);
    let value: unknown = texts[0];
    try {
      value = JSON.parse(texts[0] ?? '');
    } catch {
      // Words.
    }
    return { isError: found.isError === true, value, texts, links };
  }

  return { home, folder, call, client: () => client };
}

async function connect(folder: string) {
  const nowhere = { write: () => undefined };
  const console = new PlainConsole({ stdout: nowhere, stderr: nowhere });
  const { signal } = new AbortController();
  const context = { console, signal, startComputeProcess: sharedComputeProcess };
  const calls = await openCalls([folder], context, { commands, run: runCommand });
  const server = makeServer(calls);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'a test', version: '1' });
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return { client, calls };
}
