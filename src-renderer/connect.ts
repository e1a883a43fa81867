import {
  connectWorkbench,
  webSocketWire,
  type SocketLike,
  type Wire,
  type WorkbenchClient,
} from '../src-main/transport/browser.ts';

/** How files are chosen where the window has the system's own dialogs. */
export interface FileDialogs {
  /** Absolute paths; none where the person thought better of it. */
  pickFiles?(options: {
    readonly title: string;
    readonly folder?: boolean;
    readonly multiple?: boolean;
  }): Promise<string[]>;
  /** Absolute path of the file to write, or undefined. */
  saveFile?(options: {
    readonly title: string;
    readonly name: string;
  }): Promise<string | undefined>;
  /** Path of a file that was dropped on the window. */
  pathOf?(file: File): string;
}

/** What a person asked for outside the page: in a menu, or by opening a file with the program. */
export type DesktopCommand =
  { readonly kind: 'open'; readonly paths: readonly string[] } | { readonly kind: 'export' };

/** What Electron's preload script offers the page as `window.megabase`. */
export type DesktopBridge = Wire & Desktop;

export interface Desktop extends FileDialogs {
  onCommand?(listener: (command: DesktopCommand) => void): void;
}

export interface Connection {
  readonly workbench: WorkbenchClient;
  /** Empty in a browser. */
  readonly desktop: Desktop;
}

/** The same bundle on both wires: Electron's preload, or the server that the page came from. */
export function connect(): Connection {
  const bridge = (globalThis as { megabase?: DesktopBridge }).megabase;
  if (bridge) return { workbench: connectWorkbench(bridge), desktop: bridge };
  const address = new URL('/workbench', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const wire = webSocketWire(new WebSocket(address) as SocketLike);
  return { workbench: connectWorkbench(wire), desktop: {} };
}
