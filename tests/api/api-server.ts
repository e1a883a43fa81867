import { request } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { startApi } from '../../src-main/cli/api/index.ts';
import { openCalls, type Calls } from '../../src-main/cli/calls/index.ts';
import { commands } from '../../src-main/cli/commands/index.ts';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly value: unknown;
}

/** How long a body is waited for in tests, ms. */
export const bodyMs = 500;

/** The API while the tests of a file run, and the folder that is open to it. */
export function apiServer() {
  const home = sharedFolder();
  const folder = sharedFolder();
  const { MEGABASE_HOME: before } = process.env;
  let calls: Calls;
  let server: Awaited<ReturnType<typeof startApi>>;
  beforeAll(async () => {
    process.env['MEGABASE_HOME'] = home;
    const nowhere = { write: () => undefined };
    const console = new PlainConsole({ stdout: nowhere, stderr: nowhere });
    const { signal } = new AbortController();
    const context = { console, signal, startComputeProcess: sharedComputeProcess };
    calls = await openCalls([folder], context, { commands, run: runCommand });
    server = await startApi({ calls, port: 0, bodyMs });
  });
  afterAll(async () => {
    await server.close();
    await calls.close();
    if (before === undefined) delete process.env['MEGABASE_HOME'];
    else process.env['MEGABASE_HOME'] = before;
  });

  const headers = () => ({ Authorization: `Bearer ${server.token}` });

  function fetchApi(path: string, init: RequestInit = {}): Promise<Response> {
    const all = { ...headers(), ...(init.headers as Record<string, string>) };
    return fetch(`${server.url}${path}`, { ...init, headers: all });
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetchApi(path, init);
    return { status: response.status, headers: response.headers, value: await response.json() };
  }

  function post(given: unknown, init: RequestInit = {}): RequestInit {
    const all = { 'Content-Type': 'application/json', ...(init.headers as object) };
    return { ...init, method: 'POST', headers: all, body: JSON.stringify(given) };
  }

  const call = (name: string, given: unknown = {}, init: RequestInit = {}) =>
    ask(`/calls/${name}`, post(given, init));

  return {
    ...{ home, folder, call, ask, fetchApi, post, headers },
    url: () => server.url,
    token: () => server.token,
    port: () => Number(new URL(server.url).port),
  };
}

/** The events of a stream, each with its data. */
export async function* eventsOf(response: Response) {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body!) {
    text += decoder.decode(bytes, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop()!;
    for (const part of parts) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
      if (event !== undefined) yield { event, data: JSON.parse(data!) as Record<string, unknown> };
    }
  }
}

/** One request with just these headers, whatever they are; `body` is sent as it is. */
export function askAs(
  port: number,
  path: string,
  headers: Record<string, string>,
  { method = 'GET', body }: { method?: string; body?: Buffer | string } = {},
): Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers, method, agent: false };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode!, text, headers: response.headers }),
      );
    });
    asked.on('error', reject).end(body);
  });
}
