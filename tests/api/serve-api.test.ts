import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { megabase } from '../support/cli.ts';
import { expectFailure } from '../support/cli-answers.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { askAs } from './api-server.ts';

const connectionSchema = z.strictObject({
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+\/api$/),
  token: z.string().length(43),
  pid: z.literal(process.pid),
  roots: z.array(z.string()),
});

/** The command in this process, until it is stopped. */
function serve(args: readonly string[]) {
  const text = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof text) => ({ write: (more: string) => (text[name] += more) });
  const console = new PlainConsole({ stdout: sink('stdout'), stderr: sink('stderr') });
  const controller = new AbortController();
  const context = { console, signal: controller.signal, startComputeProcess: sharedComputeProcess };
  const ended = runCommand(['serve', '--api', ...args], context);
  return { text, ended, stop: () => controller.abort() };
}

it('says where it is and by which token, serves, and ends when it is stopped', async () => {
  const folder = temporaryFolder();
  const { text, ended, stop } = serve(['--root', folder]);
  await expect.poll(() => text.stdout).toMatch(/\n$/);
  const { url, token, roots } = connectionSchema.parse(JSON.parse(text.stdout));
  expect(roots).toEqual([folder]);
  expect(text.stderr).toContain(folder);
  expect(text.stderr).not.toContain(token);
  const port = Number(new URL(url).port);
  const asked = () => askAs(port, '/api/jobs', { Authorization: `Bearer ${token}` });
  expect((await asked()).status).toBe(200);
  stop();
  expect(await ended).toBe(0);
  await expect(asked()).rejects.toThrow('ECONNREFUSED');
});

it('writes its connection to a file that only its owner reads, and takes it away', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'connection.json');
  const { text, ended, stop } = serve(['--root', folder, '--connection', file]);
  await expect.poll(() => text.stdout).toMatch(/\n$/);
  const { token, url } = connectionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(JSON.parse(text.stdout)).toEqual({ url, connection: file });
  expect(text.stdout + text.stderr).not.toContain(token);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);

  // Another one does not take its file.
  const other = serve(['--root', folder, '--connection', file]);
  expect(await other.ended).toBe(2);
  expect(other.text.stderr).toContain('exists already: another server uses it');
  expect(connectionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).token).toBe(token);
  stop();
  await ended;
  expect(existsSync(file)).toBe(false);
});

it('leaves a file alone that somebody has put in its place', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'connection.json');
  const { text, ended, stop } = serve(['--root', folder, '--connection', file]);
  await expect.poll(() => text.stdout).toMatch(/\n$/);
  writeFileSync(file, 'mine');
  stop();
  await ended;
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

it('says where its connection cannot be written', async () => {
  const args = ['serve', '--api', '--root', '.', '--connection', 'nowhere/x.json'];
  const result = await megabase(args, { home: temporaryFolder() });
  const message = /Cannot write .*x\.json: its folder does not exist/;
  expectFailure(result, { exit: 1, code: 'output-unwritable', message });
});

it.each([
  [['--api'], /No folder was named/],
  [['--api', '--root', '.', '--cache', 'x'], /--cache does not go with --api/],
  [['--connection', 'x.json'], /--connection goes with --api only/],
  [['--api', '--root', '/no/such/folder'], /There is no folder/],
])('is refused as %j', async (args, message) => {
  const result = await megabase(['serve', ...args], { home: temporaryFolder() });
  expectFailure(result, { exit: 2, code: 'usage', message });
});
