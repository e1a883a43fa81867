import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether this user may enter a system in a folder, on a machine with Debian's tools. */
export const canChroot =
  existsSync('/usr/bin/dpkg-deb') &&
  spawnSync('unshare', ['--map-root-user', '--mount', 'chroot', '/', 'true']).status === 0;
