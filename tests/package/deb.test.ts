import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { packDeb } from '../../resources/release/command/deb.ts';
import { commands } from '../../src-main/cli/index.ts';
import { buildOnce } from '../electron/build-once.ts';
import type { CommandResult } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { canChroot } from '../support/chroot.ts';
import { canPrebuildHere, prebuilt } from '../support/prebuilds.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const system = join(folder, 'system');
const platform = `${process.platform}-${process.arch}`;
const read = (...args: string[]) => execFileSync('dpkg-deb', args, { encoding: 'utf8' });

describe.runIf(canChroot && canPrebuildHere && process.platform === 'linux')(
  'the package for Debian',
  () => {
    let deb: string;
    beforeAll(async () => {
      await buildOnce();
      prebuilt(platform);
      deb = packDeb({ platform: platform as 'linux-x64', output: folder, compress: false });
      install(deb);
    });

    it('says what it is and what it needs', () => {
      expect(read('--field', deb, 'Package').trim()).toBe('megabase');
      expect(read('--field', deb, 'Depends')).not.toMatch(/node/);
    });

    it('holds files of root, below four folders', () => {
      const lines = read('--contents', deb).trim().split('\n');
      expect(lines.filter((line) => !/^[d-](rwxr-xr-x|rw-r--r--) root\/root /.test(line))).toEqual(
        [],
      );
      const files = lines
        .filter((line) => line.startsWith('-'))
        .map((line) => line.split(' ./')[1]);
      const own =
        /^usr\/(bin\/megabase$|lib\/megabase\/|share\/doc\/megabase\/|share\/man\/man1\/megabase)/;
      expect(files.filter((path) => !own.test(path!))).toEqual([]);
      expect(files).toContain('usr/share/doc/megabase/copyright');
    });

    it('has a page of the manual with every command', () => {
      const page = gunzipSync(readFileSync(join(system, 'usr/share/man/man1/megabase.1.gz')));
      const sections = page.toString().match(/(?<=^\.SS ).*$/gm);
      expect(sections).toEqual(Object.keys(commands));
      expect(page.toString()).toContain('Usage: megabase predict [options]');
    });

    it('installed in a system without Node, computes with kernel and runner', () => {
      const found = expectSuccess(run('doctor', '--json'));
      expect(JSON.parse(found.stdout)).toMatchObject({
        kernel: { available: true, runner: { available: true } },
      });
      const genome = '/usr/lib/megabase/resources/tutorial/tutorial.fa.gz';
      const what = ['--fasta', genome, '--region', 'chrT2:1-2,000', '--model', 'hawk-tutorial'];
      expectSuccess(run('predict', ...what, '--out', '/root/predicted.tsv'));
      expect(existsSync(join(system, 'root/predicted.tsv'))).toBe(true);
    });
  },
);

/** By dpkg where this user may, else only unpacked; with the libraries that the package needs. */
function install(deb: string): void {
  for (const path of ['proc', 'dev', 'tmp', 'root', 'var/lib/dpkg/info', 'var/lib/dpkg/updates']) {
    mkdirSync(join(system, path), { recursive: true });
  }
  writeFileSync(join(system, 'var/lib/dpkg/status'), '');
  if (process.getuid?.() === 0) {
    const args = [`--root=${system}`, '--force-depends', '--install', deb];
    execFileSync('dpkg', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    expect(readFileSync(join(system, 'var/lib/dpkg/status'), 'utf8')).toMatch(
      /install ok installed/,
    );
  } else {
    read('--extract', deb, system);
  }
  const program = join(system, 'usr/lib/megabase');
  const [, arch] = platform.split('-');
  const library = `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime.so.1`;
  for (const binary of [join(program, 'node'), join(program, library), '/bin/sh']) {
    const text = execFileSync('ldd', [binary], { encoding: 'utf8' });
    for (const [path] of text.matchAll(/\/\S+(?= \(0x)/g)) bring(path);
  }
  bring('/bin/sh');
}

function bring(path: string): void {
  const to = join(system, path);
  if (to.startsWith(join(system, folder)) || existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(path, to);
}

/** Runs the command in the system, which has nothing but the package and its libraries. */
function run(...words: string[]): CommandResult {
  const mounts = ['proc', 'dev'].map((name) => `mount --rbind /${name} '${system}/${name}'`);
  const script = [...mounts, `exec chroot '${system}' /usr/bin/megabase "$@"`].join(' && ');
  const args = ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', ...words];
  const { status, stdout, stderr } = spawnSync('unshare', args, {
    encoding: 'utf8',
    env: { HOME: '/root', PATH: process.env['PATH'] },
  });
  return { code: status, stdout, stderr };
}
