import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { blobName } from './published-forms.ts';

export interface FakeHubOptions {
  /** Folder of the model that it serves. */
  readonly model: string;
  /** What it serves it as; `org/name` where absent. */
  readonly repository?: string;
  /** Further files, by name. */
  readonly extra?: Readonly<Record<string, string>>;
  readonly license?: string;
  /** Answers to requests for files: this status, and nothing else. */
  readonly refuseFiles?: number;
  /** Ends the connection after so many bytes of a weight file, in the first so many answers. */
  readonly cut?: {
    readonly after: number;
    readonly times: number;
    /** The end comes once this is true: what a client has not read yet, it loses with the connection. */
    readonly seen?: () => boolean;
  };
  /** Sends this in the place of a file. */
  readonly replace?: Readonly<Record<string, Buffer>>;
  /** Sends requests for weights on to this place, as the hub does. */
  readonly redirect?: (path: string) => string;
  /** Does not answer to ranges. */
  readonly wholeOnly?: boolean;
}

export interface FakeHub {
  readonly endpoint: string;
  /** What was asked for: path, and the range if one was. */
  readonly asked: { readonly path: string; readonly range: string | undefined }[];
}

export const commit = 'c'.repeat(40);

/** A server on this computer that answers as the Hugging Face hub does, until the test is over. */
export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const files = new Map<string, Buffer>();
  for (const name of readdirSync(options.model)) {
    files.set(name, readFileSync(join(options.model, name)));
  }
  for (const [name, text] of Object.entries(options.extra ?? {})) {
    files.set(name, Buffer.from(text));
  }
  const { repository = 'org/name' } = options;
  const asked: FakeHub['asked'] = [];
  let cuts = options.cut?.times ?? 0;

  const describe = () => ({
    id: repository,
    sha: commit,
    cardData: { license: options.license ?? 'apache-2.0' },
    siblings: [...files].map(([rfilename, bytes]) => ({
      rfilename,
      size: bytes.length,
      blobId: createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
      ...(rfilename.endsWith('.safetensors') && {
        lfs: { sha256: blobName(rfilename, bytes), size: bytes.length, pointerSize: 130 },
      }),
    })),
  });

  const sendFile = (name: string, range: string | undefined, response: ServerResponse): void => {
    const bytes = options.replace?.[name] ?? files.get(name)!;
    const start = options.wholeOnly ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (start > 0 && start >= bytes.length) return void response.writeHead(416).end();
    const part = bytes.subarray(start);
    const headers = { 'content-length': part.length };
    if (start > 0) {
      const last = bytes.length - 1;
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${start}-${last}/${bytes.length}`,
      });
    } else {
      response.writeHead(200, headers);
    }
    if (cuts > 0 && name.endsWith('.safetensors')) {
      cuts -= 1;
      response.write(part.subarray(0, options.cut!.after), () => void endOnceSeen(response));
      return;
    }
    response.end(part);
  };

  const endOnceSeen = async (response: ServerResponse): Promise<void> => {
    while (options.cut?.seen?.() === false) await sleep(5);
    response.destroy();
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url!.split('?')[0]!;
    const { range } = request.headers;
    asked.push({ path, range });
    const refuse = (status: number) => void response.writeHead(status).end('no');
    if (new RegExp(`^/api/models/${repository}/revision/(main|v1)$`).test(path)) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(describe()));
    }
    if (path.startsWith('/api/models/org/gated/')) return refuse(401);
    const name = new RegExp(`^/${repository}/resolve/${commit}/([^/]+)$`).exec(path)?.[1];
    if (name === undefined || !files.has(name)) return refuse(404);
    if (options.refuseFiles) return refuse(options.refuseFiles);
    if (options.redirect && name.endsWith('.safetensors')) {
      return void response.writeHead(302, { location: options.redirect(path) }).end();
    }
    sendFile(name, range, response);
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked };
}
