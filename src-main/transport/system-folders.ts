import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of the operating system and of its programs; nobody keeps genomes in them. */
export function systemFolders(platform = process.platform, home = homedir()): readonly string[] {
  if (platform === 'win32') {
    const drive = process.env['SystemDrive'] ?? 'C:';
    const names = ['Windows', 'Program Files', 'Program Files (x86)', 'ProgramData', 'Recovery'];
    return [...names.map((name) => `${drive}\\${name}`), join(home, 'AppData')];
  }
  const unix = [
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib64',
    '/proc',
    '/run',
    '/sbin',
    '/sys',
  ];
  const mac = ['/System', '/Library', '/private/etc', '/private/var', join(home, 'Library')];
  return [...unix, '/usr', '/var', ...(platform === 'darwin' ? mac : [])];
}
