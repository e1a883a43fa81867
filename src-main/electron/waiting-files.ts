import type { App } from 'electron';
import { z } from 'zod';

const handedOver = z.object({ files: z.array(z.string()) });

type Open = (paths: readonly string[]) => void;

/**
 * Files to open: those this program was started with, those a second start of it was given (none, if it
 * only is to come to the front), and those the system hands over, as what is dropped on the icon. They
 * wait until there are windows.
 */
export class WaitingFiles {
  /** Those that this program was started with. */
  readonly named: readonly string[];
  readonly #waiting: string[];
  #open: Open | undefined;

  constructor(app: Pick<App, 'on'>, named: readonly string[]) {
    this.named = named;
    this.#waiting = [...named];
    app.on('second-instance', (_event, _argv, _folder, data) => {
      this.#hand(handedOver.safeParse(data).data?.files ?? []);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#hand([path]);
    });
  }

  /** Hands over what waits, and from now on what comes. */
  openBy(open: Open): void {
    this.#open = open;
    if (this.#waiting.length > 0) open(this.#waiting.splice(0));
  }

  #hand(paths: readonly string[]): void {
    if (this.#open) this.#open(paths);
    else this.#waiting.push(...paths);
  }
}
