import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Of a socket that listens, in `/proc/net/unix`. */
const listening = '00010000';

/**
 * Whether it is that process of this user that listens at a name of Linux, as the system itself tells: anybody may
 * listen there and say anything. Elsewhere addresses are the user's own, or the system tells nothing.
 */
export function isOwnListener(address: string, pid: number): boolean {
  if (process.platform !== 'linux' || !address.startsWith('\0')) return true;
  try {
    const line = readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .map((text) => text.trim().split(/\s+/))
      .find(([, , , flags, , , , path]) => flags === listening && path === `@${address.slice(1)}`);
    const inode = line?.[6];
    // The files of other users' processes are not shown.
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => linkOf(`${folder}/${name}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // Closed since it was listed.
    return undefined;
  }
}
