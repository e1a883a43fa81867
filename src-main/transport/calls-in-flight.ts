import type { ServedWorkbench, WorkbenchMethod } from '../contract/index.ts';
import { MessageError } from './message-error.ts';
import type { CheckedCall } from './read-client-message.ts';

interface Answer {
  readonly onResult: (result: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/** The calls of one wire that are not answered yet, each under a signal of its own. */
export class CallsInFlight {
  readonly #workbench: ServedWorkbench;
  readonly #controllers = new Map<number, AbortController>();

  constructor(workbench: ServedWorkbench) {
    this.#workbench = workbench;
  }

  /** Answers once, unless the call is cancelled before. Error: `MessageError` for an id in use. */
  start(call: CheckedCall, answer: Answer): void {
    const { id } = call;
    if (this.#controllers.has(id)) {
      throw new MessageError(`The id ${id} belongs to a call that is not answered yet.`);
    }
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    void this.#run(call, answer, controller.signal).finally(() => {
      if (this.#controllers.get(id) === controller) this.#controllers.delete(id);
    });
  }

  /** False where no such call is waiting. */
  cancel(id: number): boolean {
    const controller = this.#controllers.get(id);
    this.#controllers.delete(id);
    controller?.abort();
    return controller !== undefined;
  }

  cancelAll(): void {
    [...this.#controllers.keys()].forEach((id) => this.cancel(id));
  }

  async #run(
    { method, request }: CheckedCall,
    { onResult, onError }: Answer,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const workbench = this.#workbench as Record<
        WorkbenchMethod,
        (request: unknown, signal: AbortSignal) => unknown
      >;
      const result = await workbench[method](request, signal);
      // Cancelled meanwhile, it was answered so.
      if (!signal.aborted) onResult(result);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
  }
}
