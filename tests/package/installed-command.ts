import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CommandResult } from '../support/cli.ts';
import { root } from '../support/paths.ts';

/** A namespace of its own, in which an empty folder lies over the checkout. */
const hide = ['unshare', '--map-root-user', '--mount', 'sh', '-c'] as const;
const empty = `mount -t tmpfs none '${root}' && exec "$@"`;

const canHideCheckout = spawnSync(hide[0], [...hide.slice(1), empty, 'sh', 'true']).status === 0;

/**
 * The npm package, installed in a folder of its own with an empty home and without a network. What it runs
 * does not see the checkout, if the system lets this user take it away.
 */
export class InstalledCommand {
  readonly folder: string;
  readonly home: string;
  readonly node: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, archive: string) {
    this.folder = join(folder, 'project');
    this.home = join(folder, 'home');
    const bin = join(folder, 'bin');
    for (const each of [this.folder, this.home, bin]) mkdirSync(each, { recursive: true });
    // Node lies in the checkout, too.
    this.node = join(bin, 'node');
    copyFileSync(process.execPath, this.node);
    this.#env = {
      ...{ PATH: `${bin}:${process.env['PATH']}`, HOME: this.home },
      ...{ npm_config_offline: 'true', npm_config_update_notifier: 'false' },
    };
    const args = ['install', '--no-audit', '--no-fund', archive];
    const found = spawnSync('npm', args, { cwd: this.folder, env: this.#env, encoding: 'utf8' });
    if (found.status !== 0) throw new Error(found.stderr);
  }

  /** The folder of the package. */
  get package(): string {
    return join(this.folder, 'node_modules/megabase');
  }

  async npx(...words: readonly string[]): Promise<CommandResult> {
    const child = this.#start('npx', 'megabase', ...words);
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (more: string) => (text[name] += more));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...text };
  }

  /** `megabase serve`: the address it prints, and how to end it. */
  async serve(): Promise<{ readonly url: string; stop(): Promise<number | null> }> {
    const program = join(this.package, 'out/command/megabase.js');
    const child = this.#start(this.node, program, 'serve', '--no-open');
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.stderr.resume();
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    return {
      url,
      async stop() {
        child.kill('SIGINT');
        return (await ended)[0];
      },
    };
  }

  #start(...words: readonly [string, ...string[]]) {
    const [command, ...args]: readonly [string, ...string[]] = canHideCheckout
      ? [...hide, empty, 'sh', ...words]
      : words;
    return spawn(command, args, {
      ...{ cwd: this.folder, env: this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
