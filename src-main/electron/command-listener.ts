import type { DesktopCommand } from '../contract/index.ts';

/** Keeps commands until the page is ready for them. */
export class CommandListener {
  readonly #waiting: DesktopCommand[] = [];
  #listener: ((command: DesktopCommand) => void) | undefined;

  emit(command: DesktopCommand): void {
    if (this.#listener) this.#listener(command);
    else this.#waiting.push(command);
  }

  onCommand(listener: (command: DesktopCommand) => void): void {
    this.#listener = listener;
    this.#waiting.splice(0).forEach(listener);
  }
}
