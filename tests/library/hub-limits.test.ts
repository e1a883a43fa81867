import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { downloadModel, findOnHub } from '../../src-main/library/index.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Of bytes; time enough for a busy machine. */
const limits = { compressedBytes: 20_000, bytes: 50_000, firstByteMs: 60_000, totalMs: 60_000 };

const info = {
  id: 'org/name',
  sha: 'c'.repeat(40),
  siblings: [
    { rfilename: 'config.json', size: 2, blobId: 'a'.repeat(40) },
    {
      rfilename: 'model.safetensors',
      size: 9,
      lfs: { sha256: 'b'.repeat(64), size: 9 },
    },
  ],
};

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

/** Asks a hub on this computer that answers so. */
async function find(answer: Answer, within: Partial<typeof limits> = {}) {
  const server = createServer((request, response) => void answer(response, request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return await findOnHub('org/name', 'main', undefined, { ...limits, ...within });
}

/** Writes the same again and again for as long as anybody listens. */
function withoutEnd(piece: Uint8Array | string, pauseMs = 0): Answer {
  return (response) => {
    const timer = setInterval(() => response.write(piece), pauseMs);
    response.on('close', () => clearInterval(timer));
  };
}

const json = JSON.stringify(info);

it.each([
  ['as it is', undefined, Buffer.from(json)],
  ['as gzip', 'gzip', gzipSync(json)],
  ['as deflate', 'deflate', deflateSync(json)],
  ['as brotli', 'br', brotliCompressSync(json)],
])('a description within the limits is read %s', async (_what, encoding, body) => {
  const found = await find((response) => {
    if (encoding) response.setHeader('Content-Encoding', encoding);
    response.end(body);
  });
  expect(found.files.map(({ name }) => name)).toEqual(['config.json', 'model.safetensors']);
});

const large = JSON.stringify({ ...info, tags: Array.from({ length: 9000 }, () => 'aaaaaaaa') });
const random = new Random(12);
/** Three quarters of it are left when it is compressed. */
const dense = JSON.stringify({
  ...info,
  tags: [
    Buffer.from(Uint8Array.from({ length: 24_000 }, () => random.below(256))).toString('base64'),
  ],
});

it.each([
  ['plain', undefined, Buffer.from(large), 20_000],
  ['small only while it is compressed', 'gzip', gzipSync(large), 50_000],
  ['small only while it is compressed, by brotli', 'br', brotliCompressSync(large), 50_000],
  ['larger compressed than is read', 'gzip', gzipSync(dense), 20_000],
])('a description larger than the limits is refused: %s', async (_what, encoding, body, limit) => {
  const [head, tail] = [body.subarray(0, body.length / 2), body.subarray(body.length / 2)];
  const found = find((response) => {
    if (encoding) response.setHeader('Content-Encoding', encoding);
    response.write(head);
    response.end(tail);
  });
  await expect(found).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining(`in more than ${limit} bytes; it was not read`) as string,
  });
});

it('one without an end is given up at the limit of bytes', async () => {
  const found = find(withoutEnd('x'.repeat(10_000)));
  await expect(found).rejects.toMatchObject({ code: 'hub-refused' });
});

it('compressed pieces that hold nothing are counted too', async () => {
  // A member of gzip with nothing in it, and no end of them.
  const found = find((response, request) => {
    response.setHeader('Content-Encoding', 'gzip');
    void withoutEnd(Buffer.concat(Array.from({ length: 100 }, () => gzipSync(''))))(
      response,
      request,
    );
  });
  await expect(found).rejects.toMatchObject({ code: 'hub-refused' });
});

it('an unknown encoding, or damage to a known one, is an error', async () => {
  const unknown = find((response) => response.setHeader('Content-Encoding', 'zstd9').end('x'));
  await expect(unknown).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining('"zstd9"; expected gzip or none') as string,
  });
  const damaged = find((response) => response.setHeader('Content-Encoding', 'gzip').end('no gzip'));
  await expect(damaged).rejects.toMatchObject({ code: 'hub-unreachable' });
});

it('a hub that does not begin to answer is given up', async () => {
  await expect(find(() => undefined, { firstByteMs: 300 })).rejects.toMatchObject({
    code: 'hub-unreachable',
    message: expect.stringContaining('no answer within 0.3 s') as string,
  });
});

it('a hub that answers a byte now and then is given up', async () => {
  await expect(find(withoutEnd(' ', 50), { totalMs: 900 })).rejects.toMatchObject({
    code: 'hub-unreachable',
    message: expect.stringContaining('no complete answer within 0.9 s') as string,
  });
});

it('redirects that each take their time are given up together', async () => {
  let count = 0;
  const redirect: Answer = (response) => {
    setTimeout(() => response.writeHead(302, { Location: `/${count++}` }).end(), 250);
  };
  const found = find(redirect, { totalMs: 900 });
  await expect(found).rejects.toMatchObject({ code: 'hub-unreachable' });
  expect(count).toBeLessThan(5);
});

it('redirects without an end are refused', async () => {
  const found = find((response) => response.writeHead(302, { Location: '/again' }).end());
  await expect(found).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining('more than 5 times') as string,
  });
});

it('a configuration of gigabytes is refused before it is fetched', async () => {
  const [config, weights] = info.siblings;
  const found = find((response) =>
    response.end(JSON.stringify({ ...info, siblings: [{ ...config, size: 5e9 }, weights] })),
  );
  await expect(found).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringContaining('config.json has 5000000000 bytes') as string,
  });
});

it('a file that comes compressed, though nobody asked for that, is refused by name', async () => {
  const found = await find((response, { url }) => {
    if (url!.startsWith('/api/')) return response.end(json);
    return response.setHeader('Content-Encoding', 'gzip').end(gzipSync('{}'));
  });
  await expect(downloadModel(found, temporaryFolder(), {})).rejects.toMatchObject({
    code: 'hub-refused',
    message: expect.stringMatching(/sends config\.json compressed \(gzip\)/) as string,
  });
});
