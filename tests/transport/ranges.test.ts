import { once } from 'node:events';
import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { ask, enter, openServer, type Reply, type TestServer } from './test-server.ts';

const bytes = Buffer.from(Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251));
let server: TestServer;
let cookie: string;

beforeEach(async () => {
  server = await openServer();
  cookie = await enter(server);
});

/** Opens `name` in the server's folder and asks for it. */
function open(name: string, content: Buffer = bytes) {
  const path = join(server.folder, name);
  writeFileSync(path, content);
  return reader(path);
}

function reader(path: string) {
  const { url } = server.files.register(path);
  return (headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
    ask(server.port, url, { Cookie: cookie, ...headers }, method);
}

describe('a file of 1000 bytes answers', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-99', 0, 100],
    ['bytes=500-', 500, 1000],
    ['bytes=999-', 999, 1000],
    ['bytes=-1', 999, 1000],
    ['bytes=-100', 900, 1000],
    ['bytes=-5000', 0, 1000],
    ['bytes=990-5000', 990, 1000],
    ['bytes=0-99999999999999999999', 0, 1000],
    ['BYTES=1-2,', 1, 3],
  ])('%s with just these bytes', async (Range, start, end) => {
    const reply = await open('reads.bam')({ Range });
    expect(reply.status).toBe(206);
    expect(reply.headers).toMatchObject({
      'content-range': `bytes ${start}-${end - 1}/1000`,
      'content-length': String(end - start),
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
    });
    expect(reply.body).toEqual(bytes.subarray(start, end));
  });

  it.each([
    'bytes=1000-',
    'bytes=1000-1001',
    'bytes=5-4',
    'bytes=-0',
    'bytes=-',
    'bytes=',
    'bytes=a-b',
    'bytes=0x1-2',
    'bytes=1.5-2',
    'bytes=0-1,5-6',
    'bytes=99999999999999999999-',
  ])('%s with 416 and its size', async (Range) => {
    const reply = await open('reads.bam')({ Range });
    expect(reply.status).toBe(416);
    expect(reply.headers['content-range']).toBe('bytes */1000');
    expect(reply.body.toString()).toMatch(/Range/);
  });

  it.each([
    ['no Range', {}],
    ['an unknown unit', { Range: 'lines=0-1' }],
    ['a Range that names none', { Range: '0-1' }],
    ['blanks about the =, which HTTP does not have', { Range: 'bytes = 0-1' }],
    ['a Range for another version', { Range: 'bytes=0-1', 'If-Range': '"old"' }],
  ])('%s with the whole', async (_what, headers) => {
    const reply = await open('reads.bam')(headers);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': '1000' });
    expect(reply.body).toEqual(bytes);
  });

  it('HEAD with the size and nothing else', async () => {
    const reply = await open('reads.bam')({ Range: 'bytes=0-9' }, 'HEAD');
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': '1000' });
    expect(reply.body).toHaveLength(0);
  });
});

it('an empty file answers, and has no range', async () => {
  const read = open('empty.vcf', Buffer.alloc(0));
  expect(await read()).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect((await read({ Range: 'bytes=0-0' })).status).toBe(416);
  expect((await read({ Range: 'bytes=-1' })).status).toBe(416);
});

it.each(['my reads (1).bam', 'Größe%20#?.bam', 'a\\b.bam', '..bam', "o'brien&co.bam"])(
  'a file named %j is found by its address',
  async (name) => {
    const reply = await open(name)({ Range: 'bytes=1-3' });
    expect(reply.body).toEqual(bytes.subarray(1, 4));
  },
);

it('seeded random ranges agree with the file', async () => {
  const random = new Random(5);
  const content = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random.below(256)));
  const read = open('random.bin', content);
  for (let i = 0; i < 200; i++) {
    const start = random.below(content.length);
    const end = start + 1 + random.below(random.below(2) === 0 ? 50 : content.length);
    const kind = random.below(3);
    const Range = [`bytes=${start}-${end - 1}`, `bytes=${start}-`, `bytes=-${end - start}`][kind]!;
    const expected =
      kind === 2
        ? content.subarray(Math.max(0, content.length - (end - start)))
        : content.subarray(start, kind === 0 ? end : undefined);
    const reply = await read({ Range });
    expect([Range, reply.status]).toEqual([Range, 206]);
    expect(Buffer.compare(reply.body, expected)).toBe(0);
  }
});

describe('a sparse file of 20 GB', () => {
  const size = 20_000_000_000;
  const marks = [0, 2 ** 31 - 3, 2 ** 32 - 3, 10_000_000_001, size - 6];

  function sparseFile(): string {
    const path = join(server.folder, 'large.bam');
    const file = openSync(path, 'w+');
    ftruncateSync(file, size);
    for (const mark of marks) writeSync(file, `mark@${mark % 10}`, mark);
    closeSync(file);
    return path;
  }

  it('is read at any place, as by the file system', async () => {
    const path = sparseFile();
    const read = reader(path);
    const file = openSync(path, 'r');
    const random = new Random(9);
    const places = [...marks, ...Array.from({ length: 40 }, () => random.below(size - 5000))];
    for (const start of places) {
      const end = Math.min(size, start + 1 + random.below(4000));
      const expected = Buffer.alloc(end - start);
      readSync(file, expected, 0, end - start, start);
      const reply = await read({ Range: `bytes=${start}-${end - 1}` });
      expect(reply.headers['content-range']).toBe(`bytes ${start}-${end - 1}/${size}`);
      expect(Buffer.compare(reply.body, expected)).toBe(0);
    }
    closeSync(file);
    const tail = await read({ Range: 'bytes=-6' });
    expect(tail.body.toString()).toBe('mark@4');
    expect((await read({}, 'HEAD')).headers['content-length']).toBe(String(size));
    expect((await read({ Range: `bytes=${size}-` })).status).toBe(416);
  });

  it('streams 1 GB of it, and its whole to a reader that leaves, in little memory', async () => {
    const { url } = server.files.register(sparseFile());
    const before = process.memoryUsage().rss;
    let most = before;
    const stream = (headers: Record<string, string>, enough: number) =>
      new Promise<number>((resolve, reject) => {
        let count = 0;
        const options = { host: '127.0.0.1', port: server.port, path: url, agent: false };
        get({ ...options, headers: { Cookie: cookie, ...headers } }, (response) => {
          response.on('data', (part: Buffer) => {
            count += part.length;
            if (count % 2 ** 24 < part.length) most = Math.max(most, process.memoryUsage().rss);
            if (count >= enough) response.destroy();
          });
          response.on('close', () => resolve(count));
        }).on('error', reject);
      });
    expect(await stream({ Range: 'bytes=5000000000-5999999999' }, Infinity)).toBe(1e9);
    expect(await stream({}, 1e8)).toBeLessThan(2e8);
    expect(most - before).toBeLessThan(150e6);
  });
});

it('a file cut short while it is sent ends in a broken connection, not in a whole answer', async () => {
  const path = join(server.folder, 'shrinking.bin');
  writeFileSync(path, '');
  truncateSync(path, 1e8);
  const { url } = server.files.register(path);
  const outcome = await new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: server.port, path: url, agent: false };
    get({ ...options, headers: { Cookie: cookie } }, (response) => {
      truncateSync(path, 1000);
      response.resume();
      response.on('end', () => resolve('whole'));
      response.on('error', () => resolve('broken'));
    });
  });
  expect(outcome).toBe('broken');
});

it.runIf(process.platform === 'linux')(
  'readers that leave in the middle leave no file open',
  async () => {
    const path = join(server.folder, 'left.bin');
    writeFileSync(path, '');
    truncateSync(path, 1e9);
    const { url } = server.files.register(path);
    for (let i = 0; i < 20; i++) {
      await new Promise<void>((resolve) => {
        const options = { host: '127.0.0.1', port: server.port, path: url, agent: false };
        const asked = get({ ...options, headers: { Cookie: cookie } }, (response) => {
          response.once('data', () => asked.destroy());
          response.on('error', () => undefined);
          response.on('close', resolve);
        });
        asked.on('error', () => resolve());
      });
    }
    await expect.poll(() => openFiles(path)).toBe(0);
  },
);

it.runIf(process.platform === 'linux')(
  'readers that leave before an answer leave no file open',
  async () => {
    const path = join(server.folder, 'left.bin');
    writeFileSync(path, bytes);
    const { url } = server.files.register(path);
    const head = `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\n\r\n`;
    for (let i = 0; i < 40; i++) {
      const socket = connect({ host: '127.0.0.1', port: server.port });
      socket.write(head, () => socket.destroy());
      await once(socket, 'close');
    }
    // Answered after all of those before it.
    expect((await reader(path)()).status).toBe(200);
    await expect.poll(() => openFiles(path), { timeout: 3000 }).toBe(0);
  },
);

/** How often this process has the file open. */
function openFiles(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  }).length;
}
