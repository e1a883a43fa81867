/**
 * A folder that stands in for Electron's binary, so that what goes into a package can be seen where the
 * binary cannot be fetched. Nothing in it runs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { partsOf, type Platform } from './platforms.ts';

/** Makes the folder as electron-builder expects it of the platform's Electron. */
export function makeStandIn(folder: string, platform: Platform): void {
  for (const [path, text] of Object.entries(filesOf(platform))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: 0o755 });
  }
}

const notices = { LICENSE: 'stand-in\n', 'LICENSES.chromium.html': 'stand-in\n' };

function filesOf(platform: Platform): Record<string, string> {
  const { system } = partsOf(platform);
  if (system === 'darwin') return { ...notices, ...macFiles() };
  const binaries = system === 'win32' ? ['electron.exe'] : ['electron', 'chrome-sandbox'];
  const empty = Object.fromEntries(binaries.map((name) => [name, '']));
  return { ...notices, ...empty, 'resources/README': '', 'locales/en-US.pak': '' };
}

function macFiles(): Record<string, string> {
  const app = (at: string, name: string) => ({
    [`${at}${name}.app/Contents/Info.plist`]: plist(name),
    [`${at}${name}.app/Contents/MacOS/${name}`]: '',
  });
  const helpers = ['', ' (Renderer)', ' (GPU)', ' (Plugin)'].map((kind) =>
    app('Electron.app/Contents/Frameworks/', `Electron Helper${kind}`),
  );
  return Object.assign(
    app('', 'Electron'),
    { 'Electron.app/Contents/Resources/electron.icns': '' },
    ...helpers,
  ) as Record<string, string>;
}

function plist(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIconFile</key><string>electron.icns</string>
</dict></plist>
`;
}
