import type { Desktop } from '../contract/index.ts';
import type { Wire } from '../transport/browser.ts';

/** What the preload script offers the page as `window.megabase`. */
export type DesktopBridge = Wire & Desktop;

/** Channels of Electron's IPC besides the wire's own. */
export const channels = {
  pickFiles: 'megabase:pick-files',
  saveFile: 'megabase:save-file',
  showProject: 'megabase:show-project',
  command: 'megabase:command',
  terminalCommand: 'megabase:terminal-command',
  offerTerminalCommand: 'megabase:offer-terminal-command',
} as const;
