import { randomUUID } from 'node:crypto';
import type { CallEvent, Calls } from '../calls/index.ts';
import type { ApiError } from './api-error.ts';
import { outcomeJson, type ApiResult } from './outcome-json.ts';

type JobState = 'waiting' | 'running' | 'done' | 'failed';

type JobEnd = ApiResult | ApiError;
type Listener = (event: CallEvent) => void;

/** A call that has been begun, and what became of it. */
export class ApiJob {
  readonly id = randomUUID();
  readonly call: string;
  /** Never rejects. */
  readonly ended: Promise<JobEnd>;
  #state: JobState = 'waiting';
  #progress = { fraction: 0, text: '' };
  #end: JobEnd | undefined;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<Listener>();

  /** Errors: those of `Calls.begin`. */
  constructor(calls: Calls, call: string, given: unknown) {
    this.call = call;
    const { signal } = this.#controller;
    const onEvent = (event: CallEvent) => this.#onEvent(event);
    this.ended = calls.begin(call, given, { signal, onEvent }).then((outcome) => {
      this.#state = outcome.kind;
      this.#end = outcomeJson(outcome);
      return this.#end;
    });
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Where it stands. */
  describe() {
    return { id: this.id, call: this.call, state: this.#state, ...this.#progress };
  }

  /** The same with what came of it. */
  describeWhole() {
    const end = this.#end;
    const came = end && ('error' in end ? { failure: end } : { result: end });
    return { ...this.describe(), ...came };
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
