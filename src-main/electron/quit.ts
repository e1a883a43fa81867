import type { App, Dialog } from 'electron';
import type { Job } from '../contract/index.ts';

interface Preventable {
  preventDefault(): void;
}

export interface QuitContext {
  readonly app: App;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  /** Jobs that run now. */
  readonly running: () => readonly Job[];
  readonly close: () => Promise<void>;
}

/**
 * How the program ends: it asks where a job runs, and is gone only when `close` is over, for a job
 * leaves its checkpoint.
 */
export class Quitting {
  readonly #tools: QuitContext;
  #isAgreed = false;
  #isAsking = false;
  #isClosing = false;
  #isClosed = false;

  constructor(tools: QuitContext) {
    this.#tools = tools;
    tools.app.on('before-quit', (event) => this.ask(event));
    tools.app.on('will-quit', (event) => this.#closeFirst(event));
  }

  /** Quits unasked: whoever wants it, as a system that shuts down, waits for no answer. */
  now(): void {
    this.#isAgreed = true;
    this.#tools.app.quit();
  }

  /** Before the program quits, or its last window closes. */
  ask(event: Preventable): void {
    const [job, ...others] = this.#tools.running();
    if (this.#isAgreed || job === undefined) return;
    event.preventDefault();
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#agree(job, others.length).then((agreed) => {
      this.#isAsking = false;
      if (!agreed) return;
      this.#isAgreed = true;
      this.#tools.app.quit();
    });
  }

  async #agree(job: Job, others: number): Promise<boolean> {
    const fraction = job.fraction ?? job.progress?.fraction;
    const share = fraction === undefined ? '' : `, ${Math.floor(100 * fraction)} % done`;
    const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'is' : 'are'} running.`;
    const { response } = await this.#tools.dialog.showMessageBox({
      type: 'question',
      message: 'Quit while a job is running?',
      detail:
        `${job.title}${share}.${more} What a prediction has finished is kept: asked for again, it ` +
        'goes on from there.',
      buttons: ['Keep running', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }

  #closeFirst(event: Preventable): void {
    if (this.#isClosed) return;
    event.preventDefault();
    if (this.#isClosing) return;
    this.#isClosing = true;
    void this.#tools.close().finally(() => {
      this.#isClosed = true;
      this.#tools.app.quit();
    });
  }
}
