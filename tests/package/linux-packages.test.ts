import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDeb, makeRpm, makeTarball } from '../../resources/release/linux-packages.ts';
import { hasCommand } from '../support/prebuilds.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A packed application in small. */
function request() {
  const application = temporaryFolder();
  mkdirSync(join(application, 'resources'));
  writeFileSync(join(application, 'megabase'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(application, 'chrome-sandbox'), '', { mode: 0o755 });
  const output = temporaryFolder();
  return { application, output, version: '1.2.3', arch: 'arm64', compress: false } as const;
}

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { encoding: 'utf8' });

/** `-rwsr-xr-x /opt/Megabase/chrome-sandbox` and the like, without folders. */
const installed = [
  '-rwsr-xr-x /opt/Megabase/chrome-sandbox',
  '-rwxr-xr-x /opt/Megabase/megabase',
  '-rw-r--r-- /opt/Megabase/resources/apparmor-profile',
  'lrwxrwxrwx /usr/bin/megabase -> /opt/Megabase/resources/resources/command/megabase',
  '-rw-r--r-- /usr/share/applications/org.megabase.workbench.desktop',
  '-rw-r--r-- /usr/share/doc/megabase-desktop/NOTICE.md',
  '-rw-r--r-- /usr/share/doc/megabase-desktop/THIRD-PARTY.md',
  '-rw-r--r-- /usr/share/doc/megabase-desktop/copyright',
  ...[128, 16, 256, 32, 48, 512, 64].flatMap((size) => [
    `-rw-r--r-- /usr/share/icons/hicolor/${size}x${size}/apps/org.megabase.workbench.png`,
    `-rw-r--r-- /usr/share/icons/hicolor/${size}x${size}/mimetypes/application-vnd.megabase.project+json.png`,
  ]),
  '-rw-r--r-- /usr/share/mime/packages/org.megabase.workbench.xml',
].sort();

/** Mode and path of what `tar -tv` or `rpm -qlv` tell, all owned by root. */
function filesOf(listing: string): string[] {
  const lines = listing.trim().split('\n');
  expect(lines.filter((line) => !/\broot[/ ]+root\b/.test(line))).toEqual([]);
  return lines
    .filter((line) => !line.startsWith('d'))
    .map(
      (line) =>
        `${line.slice(0, 10)} ${line.slice(line.search(/\.?\/(opt|usr)\//)).replace(/^\./, '')}`,
    )
    .sort();
}

describe.runIf(hasCommand('dpkg-deb'))('the deb', () => {
  it('installs application, command, type of file and icons, and asks for what Electron needs', () => {
    const deb = makeDeb(request());
    expect(deb).toMatch(/megabase-desktop_1\.2\.3_arm64\.deb$/);
    expect(filesOf(run('dpkg-deb', '--contents', deb))).toEqual(installed);
    const fields = run('dpkg-deb', '--field', deb, 'Architecture', 'Depends', 'Conflicts');
    expect(fields).toMatch(/^Architecture: arm64$/m);
    expect(fields).toMatch(/^Depends: .*\blibgtk-3-0\b.*\blibnss3\b/m);
    expect(fields).toMatch(/^Conflicts: megabase$/m);
    expect(run('dpkg-deb', '--info', deb, 'postinst')).toContain(
      '/etc/apparmor.d/megabase-desktop',
    );
  });
});

describe.runIf(hasCommand('rpmbuild'))('the rpm', () => {
  it('installs the same, with the same scripts', () => {
    const rpm = makeRpm(request());
    expect(rpm).toMatch(/megabase-desktop-1\.2\.3\.aarch64\.rpm$/);
    expect(filesOf(run('rpm', '-qplv', rpm))).toEqual(installed);
    const early = makeRpm({ ...request(), version: '1.2.3-rc.1' });
    expect(run('rpm', '-qp', '--qf', '%{VERSION}', early)).toBe('1.2.3~rc.1');
    expect(run('rpm', '-qp', '--qf', '%{ARCH}', rpm)).toBe('aarch64');
    expect(run('rpm', '-qp', '--requires', rpm)).toMatch(/^gtk3$/m);
    const scripts = run('rpm', '-qp', '--scripts', rpm);
    expect(scripts).toContain('"${update%% *}"');
    expect(scripts).toMatch(/postuninstall[^]*remove \| purge \| 0/);
  });
});

it.runIf(process.platform === 'linux')('the archive unpacks into one folder', () => {
  const path = makeTarball(request());
  const names = run('tar', '-tzf', path).trim().split('\n');
  expect(names.every((name) => name.startsWith('megabase-1.2.3/'))).toBe(true);
  expect(names).toContain('megabase-1.2.3/resources/');
});

it.runIf(existsSync('/usr/bin/desktop-file-validate'))(
  'the entry in the menu is a valid one',
  () => {
    const file = join(
      import.meta.dirname,
      '../../resources/release/linux/org.megabase.workbench.desktop',
    );
    const { stdout, status } = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  },
);
