import type { DesktopCommand } from '../contract/index.ts';
import { channels } from './bridge.ts';

/** Electron's `webContents`, as far as it is used. */
export interface CommandedPage {
  on(event: 'did-start-loading' | 'did-finish-load', listener: () => void): unknown;
  send(channel: string, command: DesktopCommand): void;
}

/** Takes commands to a window's page; those that come before it is loaded wait for it. */
export class PageCommands {
  readonly #waiting: DesktopCommand[] = [];
  readonly #page: CommandedPage;
  #isLoaded = false;

  constructor(page: CommandedPage) {
    this.#page = page;
    page.on('did-start-loading', () => (this.#isLoaded = false));
    page.on('did-finish-load', () => {
      this.#isLoaded = true;
      this.#flush();
    });
  }

  send(command: DesktopCommand): void {
    this.#waiting.push(command);
    this.#flush();
  }

  #flush(): void {
    if (!this.#isLoaded) return;
    for (const command of this.#waiting.splice(0)) this.#page.send(channels.command, command);
  }
}
