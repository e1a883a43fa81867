import type { AskedCommand, WindowAnswer } from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import { faultCode, faultText } from '../format/index.ts';
import { performCommand, type DrivenContext } from './perform-command.ts';

/** What another program had the window do. */
export interface DrivenStep {
  readonly id: number;
  /** In a sentence, without who asked. */
  readonly text: string;
  /** As that program calls itself. */
  readonly by: string;
  readonly at: Date;
  readonly failed: boolean;
}

/** Steps that are remembered. */
const remembered = 50;

/** The window as other programs drive it, while the preferences allow it. */
export class DrivenWindow {
  readonly #workbench: WorkbenchClient;
  readonly #context: DrivenContext;
  readonly #id = crypto.randomUUID();
  #steps = $state.raw<readonly DrivenStep[]>([]);
  #waiting: AbortController | undefined;

  constructor(workbench: WorkbenchClient, context: DrivenContext) {
    this.#workbench = workbench;
    this.#context = context;
  }

  /** The last one is the last. */
  get steps(): readonly DrivenStep[] {
    return this.#steps;
  }

  /** Does what is asked, one after the other, until `signal` aborts or it is allowed no more. */
  async listen(signal: AbortSignal): Promise<void> {
    for (;;) {
      const asked = await this.#next(signal);
      if (asked === 'again') continue;
      if (!asked) return;
      const answer = await this.#perform(asked);
      const done = { window: this.#id, id: asked.id, answer };
      await this.#workbench.answerWindowCommand(done).catch(() => undefined);
    }
  }

  /** Waits under the name of the project that is open now. */
  rename(): void {
    this.#waiting?.abort();
  }

  async #next(signal: AbortSignal): Promise<AskedCommand | 'again' | undefined> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    const name = this.#context.project?.name ?? '';
    try {
      return await this.#workbench.nextWindowCommand(
        { window: this.#id, name },
        { signal: AbortSignal.any([signal, waiting.signal]) },
      );
    } catch {
      // Another project was opened meanwhile; otherwise the wire is gone, and nobody asks any more.
      return waiting.signal.aborted && !signal.aborted ? 'again' : undefined;
    } finally {
      this.#waiting = undefined;
    }
  }

  async #perform({ id, by, command }: AskedCommand): Promise<WindowAnswer> {
    const text = stepText(command);
    try {
      const result = await performCommand(this.#context, command);
      if (command.kind !== 'state') this.#note({ id, by, text, failed: false });
      return { kind: 'done', result };
    } catch (error) {
      const { message, advice } = faultText(error);
      this.#note({ id, by, text: `${text}: ${message}`, failed: true });
      return { kind: 'failed', code: faultCode(error) ?? 'usage', message, advice };
    }
  }

  #note(step: Omit<DrivenStep, 'at'>): void {
    this.#steps = [...this.#steps, { ...step, at: new Date() }].slice(-remembered);
  }
}

/** What a command does, in a few words. */
function stepText(command: AskedCommand['command']): string {
  switch (command.kind) {
    case 'state':
      return 'Look at the window';
    case 'goto':
      return `Go to ${command.locus}`;
    case 'open':
      return `Open ${command.path}`;
    case 'show_rows':
      return `Show ${command.rows.length === 1 ? '1 row' : `${command.rows.length} rows`}`;
    case 'set_range': {
      const { row, min, max } = command;
      return min === undefined ? `Scale ${row} by the view` : `Scale ${row} from ${min} to ${max}`;
    }
    case 'mark':
      return `Mark ${command.region}`;
    case 'figure':
      return `Write the figure ${command.out}`;
  }
}
