import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { commands } from '../../src-main/cli/commands/index.ts';
import { serveCommand } from '../../src-main/cli/commands/serve.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { connectWorkbench, webSocketWire } from '../../src-main/transport/index.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ask } from './test-server.ts';

/** Runs the command in this process, with its page and all of its files in `folder`. */
function serve(folder: string, args: readonly string[]) {
  vi.stubEnv('MEGABASE_HOME', join(folder, 'home'));
  const controller = new AbortController();
  const [printed, notes]: [string[], string[]] = [[], []];
  const console = {
    print: (line: string) => void printed.push(line),
    yieldStdout: () => undefined,
    note: (line: string) => void notes.push(line),
    progress: () => undefined,
    share: () => undefined,
    endProgress: () => undefined,
    fail: () => undefined,
  };
  const context = { console, signal: controller.signal };
  const program = { commands, run: runCommand };
  const command = serveCommand(context, program, join(folder, 'page')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  const ended = command.parseAsync(['--no-open', ...args], { from: 'user' });
  return { ended, printed, notes, stop: () => controller.abort() };
}

it('serves the real workbench until it is stopped', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<title>window</title>');
  const { ended, printed, notes, stop } = serve(folder, ['--root', folder]);
  await expect.poll(() => printed).toHaveLength(1);
  const { origin, host, port, search } = new URL(printed[0]!);
  expect(origin).toBe(`http://127.0.0.1:${port}`);
  expect(notes.join(' ')).toContain(`ssh -L ${port}:127.0.0.1:${port}`);

  const { headers } = await ask(Number(port), `/${search}`);
  const Cookie = headers['set-cookie']![0]!.split(';')[0]!;
  expect((await ask(Number(port), '/', { Cookie })).body.toString()).toContain('window');

  const socket = new WebSocket(`ws://${host}/workbench`, { origin, headers: { Cookie } });
  const client = connectWorkbench(webSocketWire(socket));
  expect((await client.models()).map(({ id }) => id)).toContain('hawk-tutorial');
  expect(await client.recentProjects()).toEqual([]);
  const path = join(folder, 'none.fa');
  await expect(client.newProject({ path })).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringContaining('none.fa') as string,
    advice: expect.stringMatching(/\.$/) as string,
  });

  // A file that is opened can be read by its address, and by Range.
  writeFileSync(path, '>chr1\nACGTACGT\n');
  const { genome } = await client.newProject({ path });
  const part = await ask(Number(port), genome!.sequence.url, { Cookie, Range: 'bytes=6-9' });
  expect([part.status, part.body.toString()]).toEqual([206, 'ACGT']);

  stop();
  await ended;
  await expect(client.jobs()).rejects.toMatchObject({ code: 'connection-lost' });
  await expect(ask(Number(port), '/')).rejects.toThrow('ECONNREFUSED');
});

it('says that the page is missing where it is', async () => {
  await expect(serve(temporaryFolder(), []).ended).rejects.toMatchObject({
    code: 'file-missing',
    message: expect.stringMatching(/^The page is missing: .* has no index\.html\.$/) as string,
  });
});

it.each(['x', '-1', '65536', '80.5', ''])('refuses the port %j', async (port) => {
  const { ended } = serve(root, [`--port=${port}`]);
  await expect(ended).rejects.toThrow(/from 0 to 65535/);
});

it.each(['--root=/no/such/folder', `--root=${import.meta.filename}`])(
  'a %s that is no folder is refused',
  async (option) => {
    const { ended } = serve(root, [option]);
    await expect(ended).rejects.toThrow(/There is no folder/);
  },
);

it('a page reaches the home folder and those that were named, and nothing else', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<title>window</title>');
  for (const name of ['user/data', 'named/.x', 'other']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  vi.stubEnv('HOME', join(folder, 'user'));
  vi.stubEnv('USERPROFILE', join(folder, 'user'));
  const { ended, printed, stop } = serve(folder, ['--root', join(folder, 'named')]);
  await expect.poll(() => printed).toHaveLength(1);
  const { origin, host, port, search } = new URL(printed[0]!);
  const { headers } = await ask(Number(port), `/${search}`);
  const Cookie = headers['set-cookie']![0]!.split(';')[0]!;
  const socket = new WebSocket(`ws://${host}/workbench`, { origin, headers: { Cookie } });
  const client = connectWorkbench(webSocketWire(socket));

  const listing = await client.listFolder({});
  expect(listing).toMatchObject({ folder: join(folder, 'user'), entries: [{ name: 'data' }] });
  expect(listing.parent).toBeUndefined();
  expect(await client.listFolder({ folder: join(folder, 'named') })).toMatchObject({ entries: [] });
  for (const path of ['other', 'named/.x', 'page']) {
    await expect(client.listFolder({ folder: join(folder, path) })).rejects.toMatchObject({
      code: 'path-outside',
      message: expect.stringContaining(`may not use ${join(folder, path)}`) as string,
      advice: expect.stringContaining('named when the program was started') as string,
    });
  }
  writeFileSync(join(folder, 'other', 'a.fa'), '>a\nACGT\n');
  await expect(client.newProject({ path: join(folder, 'other', 'a.fa') })).rejects.toMatchObject({
    code: 'path-outside',
  });
  stop();
  await ended;
});
