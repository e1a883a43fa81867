import { mkdirSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ServedWorkbench } from '../../src-main/contract/index.ts';
import {
  FileRegistry,
  startServer,
  type Patience,
  type RunningServer,
  type WorkbenchEvents,
} from '../../src-main/transport/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { advise, FakeEvents, fakeWorkbench } from './fake-workbench.ts';

export interface TestServer extends RunningServer {
  readonly files: FileRegistry;
  /** Holds `page`, and `secret.txt` beside it. */
  readonly folder: string;
  readonly token: string;
}

/** A server with a small page, stopped when the test is over. */
export async function openServer(
  workbench: ServedWorkbench = fakeWorkbench({}),
  events: WorkbenchEvents = new FakeEvents(),
  patience?: Patience,
): Promise<TestServer> {
  const folder = temporaryFolder();
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(page, 'assets', 'index-a1_B.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'top secret');
  const files = new FileRegistry();
  const server = await startServer({ workbench, events, advise, files, page, port: 0, patience });
  onTestFinished(() => server.close());
  const token = new URL(server.url).searchParams.get('token')!;
  return { ...server, files, folder, token };
}

/** The cookie that the server gives for its token. */
export async function enter({ port, token }: TestServer): Promise<string> {
  const { headers } = await ask(port, `/?token=${token}`);
  return headers['set-cookie']![0]!.split(';')[0]!;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request with just these headers; the path goes out as it is. */
export function ask(
  port: number,
  path: string,
  headers: OutgoingHttpHeaders = {},
  method = 'GET',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers, method, agent: false };
    request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** What comes back for lines that no client would send. */
export function askRaw(port: number, lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => (text += part));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}
