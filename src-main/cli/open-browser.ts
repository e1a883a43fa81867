import { spawn } from 'node:child_process';

/** Asks the system to show an address. Where it cannot, nothing happens: the address is printed. */
export function openBrowser(url: string): void {
  const [command, ...args] = opener(url);
  if (command === undefined) return;
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}

function opener(url: string): string[] {
  switch (process.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      return ['cmd', '/c', 'start', '', url];
    default: {
      // Without a display a browser for text would open, unseen, and use up the address.
      const { DISPLAY, WAYLAND_DISPLAY } = process.env;
      return DISPLAY || WAYLAND_DISPLAY ? ['xdg-open', url] : [];
    }
  }
}
