import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { catchStrays } from '../../src-main/cli/index.ts';
import { MegabaseError } from '../../src-main/contract/index.ts';
import { commandWords } from '../../src-main/electron/command/command-words.ts';
import { predictArgs, type CommandResult } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildOnce } from './build-once.ts';

const standIn = join(import.meta.dirname, 'stand-in');

describe('what the application was started with', () => {
  const region = ['predict', '--region', 'chr1:1-2,000'];
  it.each<[string, string[], boolean, string[] | undefined]>([
    ['nothing', ['megabase'], true, undefined],
    ['a genome', ['megabase', 'genome.fa'], true, undefined],
    ['a command', ['megabase', ...region], true, region],
    ['a command behind switches', ['megabase', '--no-sandbox', ...region], true, region],
    ['a command by the launcher', ['megabase', '--disable-gpu', '--', ...region], true, region],
    ['help', ['megabase', '--', '--help'], true, ['--help']],
    ['help without a launcher', ['megabase', '--help'], true, ['--help']],
    ['help of a command', ['megabase', 'help', 'predict'], true, ['help', 'predict']],
    ['the window, in words', ['megabase', '--', 'start', 'genome.fa'], true, undefined],
    ['a genome by the launcher', ['megabase', '--', 'genome.fa'], true, undefined],
    ['a file without an ending, by the launcher', ['megabase', '--', 'predcit'], true, ['predcit']],
    ['a word that is none, by the launcher', ['megabase', '--', 'modles'], true, ['modles']],
    ['a folder by the launcher', ['megabase', '--', './models'], true, ['./models']],
    ['a file that is gone', ['megabase', 'gone.fa'], true, undefined],
    ['its sources', ['electron', '.'], false, undefined],
    ['its sources and a command', ['electron', '--no-sandbox', '.', 'doctor'], false, ['doctor']],
  ])('%s', (_, argv, isPackaged, expected) => {
    const commands = new Set(['predict', 'doctor', 'start']);
    const found = commandWords({
      argv,
      isPackaged,
      commands,
      isFile: (one) => ['genome.fa', 'predcit'].includes(one),
    });
    expect(found).toEqual(expected);
  });
});

it('tells what nobody waited for as any error, a rejection too', () => {
  const listeners = new Map<string | symbol, (error: unknown) => void>();
  const on = vi.spyOn(process, 'on').mockImplementation((event: string | symbol, listener) => {
    listeners.set(event, listener as (error: unknown) => void);
    return process;
  });
  const [notes, codes]: [string[], number[]] = [[], []];
  const console = {
    print: () => undefined,
    yieldStdout: () => undefined,
    note: (line: string) => void notes.push(line),
    progress: () => undefined,
    share: () => undefined,
    endProgress: () => undefined,
    fail: ({ message }: { readonly message: string }) => void notes.push(`error: ${message}`),
  };
  const context = { console, signal: new AbortController().signal };
  catchStrays(['predict'], context, (code) => codes.push(code));
  on.mockRestore();
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    listeners.get(event)!(new MegabaseError('usage', `An ${event}.`));
    expect(notes.pop()).toContain(`error: An ${event}.`);
  }
  expect(codes).toEqual([2, 2]);
});

describe('a command line of the application, without a window', () => {
  beforeAll(buildOnce);

  /** The built program round the stand-in, to its end; `told` is what it did with Electron. */
  async function run(
    words: readonly string[],
    home = temporaryFolder(),
  ): Promise<CommandResult & { readonly told: readonly string[] }> {
    const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
    const child = fork(join(standIn, 'enter.mjs'), ['--', ...words], {
      cwd: root,
      env: {
        ...{ ...env, HOME: home, MEGABASE_HOME: home, TMPDIR: home },
        ...{ ENTRY: join(root, 'out/main/main.js'), STAND_IN: JSON.stringify({ root }) },
      },
      execArgv: ['--import', join(standIn, 'register.mjs')],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const told: string[] = [];
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding('utf8').on('data', (more: string) => (text[name] += more));
    }
    child.on('message', (message: { told?: string }) => {
      if (message.told !== undefined) told.push(message.told);
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...text, told };
  }

  it('prints what is asked for, and opens nothing', async () => {
    const found = await run(['models', 'list']);
    expect(expectSuccess(found).stdout).toMatch(/^hawk-tutorial /m);
    expect(found.told).toEqual(['no-gpu', 'exit']);
  });

  it('computes in a process of Electron, and leaves no profile', async () => {
    const home = temporaryFolder();
    const out = join(home, 'predicted.tsv');
    const found = await run(predictArgs('hawk-tutorial', 'chrT2:1-2,000', out), home);
    expectSuccess(found);
    expect(found.told).toContain('compute');
    expect(found.told).not.toContain('window');
    expect(readFileSync(out, 'utf8').split('\n').length).toBeGreaterThan(10);
    expect(found.told).toContain('no-gpu');
    expect(readdirSync(home).filter((name) => /^megabase-command-/.test(name))).toEqual([]);
  });

  it('tells a wrong word, and its exit code says so', async () => {
    const found = await run(['predcit']);
    expectFailure(found, { exit: 2, code: 'usage', message: /unknown command 'predcit'/i });
  });
});
