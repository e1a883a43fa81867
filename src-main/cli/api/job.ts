import { randomUUID } from 'node:crypto';
import type { CallEvent, CallOutcome, Calls } from '../calls/index.ts';

export type JobState = 'waiting' | 'running' | 'done' | 'failed';

type Listener = (event: CallEvent) => void;

/** A call that has been begun, and what became of it. */
export class Job {
  readonly id = randomUUID();
  readonly call: string;
  /** Never rejects. */
  readonly ended: Promise<CallOutcome>;
  #state: JobState = 'waiting';
  #progress = { fraction: 0, text: '' };
  #outcome: CallOutcome | undefined;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<Listener>();

  /** Errors: those of `Calls.begin`. */
  constructor(calls: Calls, call: string, given: unknown) {
    this.call = call;
    const { signal } = this.#controller;
    const onEvent = (event: CallEvent) => this.#onEvent(event);
    this.ended = calls.begin(call, given, { signal, onEvent }).then((outcome) => {
      this.#state = outcome.kind;
      this.#outcome = outcome;
      return outcome;
    });
  }

  get state(): JobState {
    return this.#state;
  }

  get progress(): { readonly fraction: number; readonly text: string } {
    return this.#progress;
  }

  /** Once it has ended. */
  get outcome(): CallOutcome | undefined {
    return this.#outcome;
  }

  cancel(): void {
    this.#controller.abort();
  }

  /** Hears what happens from now on; returns what ends that. */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #onEvent(event: CallEvent): void {
    if (event.kind === 'begun') this.#state = 'running';
    if (event.kind === 'progress') this.#progress = { fraction: event.fraction, text: event.text };
    this.#listeners.forEach((listener) => listener(event));
  }
}
