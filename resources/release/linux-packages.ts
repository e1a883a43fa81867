/**
 * The packages of Linux distributions, by their own tools: `dpkg-deb` and `rpmbuild`. electron-builder
 * would fetch another tool for them.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;
const name = 'megabase-desktop';
const id = 'org.megabase.workbench';
/** The command: it starts the application without its window. */
const launcher = '/opt/Megabase/resources/resources/command/megabase';
const mimeIcon = 'application-vnd.megabase.project+json';
const summary = 'State-space DNA models on your own genome';
const description =
  'Reads a megabase and more of a genome through Caduceus, Hawk and ONNX models, exactly, on this machine, and\n' +
  'shows tracks, variants and distal effects in a genome browser. The command `megabase` comes with it.';

export interface LinuxPackageRequest {
  /** The unpacked application, as electron-builder leaves it. */
  readonly application: string;
  readonly version: string;
  readonly arch: 'x64' | 'arm64';
  /** Where the package is written. */
  readonly output: string;
  /** Tests have no time for it. */
  readonly compress?: boolean;
}

/** What Electron needs of the system, as Debian and as Fedora and openSUSE name it. */
const debianNeeds = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'xdg-utils',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libdrm2',
  'libgbm1',
  'libasound2 | libasound2t64',
  'libsecret-1-0',
];
const rpmNeeds = [
  'gtk3',
  'libnotify',
  '(nss or mozilla-nss)',
  '(libXScrnSaver or libXss1)',
  '(libXtst or libXtst6)',
  'xdg-utils',
  'at-spi2-core',
  '(libdrm or libdrm2)',
  '(mesa-libgbm or libgbm1)',
  '(alsa-lib or libasound2)',
];

/** Writes the deb; its path. */
export function makeDeb(request: LinuxPackageRequest): string {
  const { version, output, compress = true } = request;
  const arch = { x64: 'amd64', arm64: 'arm64' }[request.arch];
  const path = join(output, `${name}_${version}_${arch}.deb`);
  return inTree(request, (tree) => {
    const control = [
      `Package: ${name}`,
      `Version: ${version}`,
      `Architecture: ${arch}`,
      'Section: science',
      'Priority: optional',
      'Maintainer: The Megabase founders',
      `Installed-Size: ${Math.ceil(bytesOf(tree) / 1024)}`,
      `Depends: ${debianNeeds.join(', ')}`,
      // The command by itself, which also is /usr/bin/megabase.
      'Provides: megabase',
      'Conflicts: megabase',
      'Replaces: megabase',
      `Description: ${summary}`,
      ...description.split('\n').map((line) => ` ${line}`),
      '',
    ];
    const folder = join(tree, 'DEBIAN');
    mkdirSync(folder);
    writeFileSync(join(folder, 'control'), control.join('\n'));
    for (const [script, from] of Object.entries({ postinst: 'install', postrm: 'remove' })) {
      copyFileSync(join(here, `linux/after-${from}.sh`), join(folder, script));
      chmodSync(join(folder, script), 0o755);
    }
    const how = ['--root-owner-group', compress ? '-Zxz' : '-Znone'];
    execFileSync('dpkg-deb', [...how, '--build', tree, path], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return path;
  });
}

/** Writes the archive for systems without either: one folder, to be unpacked anywhere; its path. */
export function makeTarball({ application, version, arch, output }: LinuxPackageRequest): string {
  const path = join(output, `megabase-${version}-linux-${arch}.tar.gz`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const top = `--transform=s,^\\.,megabase-${version},`;
  execFileSync('tar', ['-czf', path, ...owner, top, '-C', application, '.']);
  return path;
}

/** Writes the rpm; its path. */
export function makeRpm(request: LinuxPackageRequest): string {
  const { version, output, compress = true } = request;
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[request.arch];
  return inTree(request, (tree) => {
    const scratch = mkdtempSync(join(tmpdir(), 'megabase-rpm-'));
    try {
      const spec = join(scratch, 'megabase.spec');
      writeFileSync(spec, specOf(version, tree));
      const defines = {
        _topdir: scratch,
        _rpmdir: output,
        _rpmfilename: '%{NAME}-%{VERSION}.%{ARCH}.rpm',
        _binary_payload: compress ? 'w6.xzdio' : 'w0.gzdio',
        // The files are what they are: nothing is stripped, compiled or searched for what it needs.
        __os_install_post: '%{nil}',
        _build_id_links: 'none',
      };
      const options = Object.entries(defines).flatMap(([key, value]) => ['-D', `${key} ${value}`]);
      const target = ['--target', `${arch}-linux`, '--buildroot', join(scratch, 'root')];
      execFileSync('rpmbuild', ['-bb', '--quiet', ...options, ...target, spec], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      return join(output, `${name}-${rpmVersion(version)}.${arch}.rpm`);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });
}

/** `1.0.0~rc.1` comes before `1.0.0`; dashes separate the parts of a name. */
function rpmVersion(version: string): string {
  return version.replaceAll('-', '~');
}

function specOf(version: string, tree: string): string {
  // What RPM would take for a macro.
  const script = (of: string) =>
    readFileSync(join(here, `linux/after-${of}.sh`), 'utf8').replaceAll('%', '%%');
  return `Name: ${name}
Version: ${rpmVersion(version)}
Release: 1
Summary: ${summary}
License: MIT
AutoReqProv: no
Provides: megabase = %{version}
Conflicts: megabase
${rpmNeeds.map((need) => `Requires: ${need}`).join('\n')}

%description
${description}

%install
mkdir -p %{buildroot}
cp -a ${tree}/. %{buildroot}

%files
%defattr(-,root,root)
/opt/Megabase
%attr(4755,root,root) /opt/Megabase/chrome-sandbox
/usr/bin/megabase
/usr/share/applications/${id}.desktop
/usr/share/mime/packages/${id}.xml
/usr/share/icons/hicolor/*/apps/${id}.png
/usr/share/icons/hicolor/*/mimetypes/${mimeIcon}.png
/usr/share/doc/${name}

%post
${script('install')}

%postun
${script('remove')}
`;
}

/** Lays the files out as they are installed, and takes the folder away after use. */
function inTree<T>({ application }: LinuxPackageRequest, use: (tree: string) => T): T {
  const tree = mkdtempSync(join(tmpdir(), 'megabase-tree-'));
  try {
    chmodSync(tree, 0o755);
    layOut(application, tree);
    return use(tree);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function layOut(application: string, tree: string): void {
  const to = join(tree, 'opt/Megabase');
  cpSync(application, to, { recursive: true, verbatimSymlinks: true });
  copyFileSync(join(here, 'linux/apparmor-profile'), join(to, 'resources/apparmor-profile'));
  // Where a kernel has no user namespaces Chromium's sandbox is set up by this program, as root.
  if (existsSync(join(to, 'chrome-sandbox'))) chmodSync(join(to, 'chrome-sandbox'), 0o4755);
  const place = (from: string, path: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    copyFileSync(from, join(tree, path));
    chmodSync(join(tree, path), 0o644);
  };
  place(join(here, `linux/${id}.desktop`), `usr/share/applications/${id}.desktop`);
  place(join(here, `linux/${id}.xml`), `usr/share/mime/packages/${id}.xml`);
  for (const picture of readdirSync(join(here, 'icons/app'))) {
    const size = `usr/share/icons/hicolor/${picture.replace('.png', '')}`;
    place(join(here, 'icons/app', picture), `${size}/apps/${id}.png`);
    place(join(here, 'icons/project', picture), `${size}/mimetypes/${mimeIcon}.png`);
  }
  for (const text of ['LICENSE', 'NOTICE.md', 'THIRD-PARTY.md']) {
    const as = text === 'LICENSE' ? 'copyright' : text;
    place(join(here, '../..', text), `usr/share/doc/${name}/${as}`);
  }
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync(launcher, join(tree, 'usr/bin/megabase'));
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
