import type { PassProgress } from '../../contract/index.ts';
import type { Console, Failure, OverallProgress } from './console.ts';

/** Progress is told at most so often, milliseconds. */
const interval = 1_000;

/**
 * For programs: on standard error each line is a JSON object with an `event` (`note`, `progress`, `error`,
 * `end`) and a `time`; results go where they went. The guide's page on clusters lists the fields.
 */
export class JsonConsole implements Console {
  readonly #inner: Console;
  #toldAt = -Infinity;

  /** @param inner writes the lines */
  constructor(inner: Console) {
    this.#inner = inner;
  }

  print(line: string): void {
    this.#inner.print(line);
  }

  yieldStdout(): void {
    this.#inner.yieldStdout();
  }

  note(text: string): void {
    this.#tell('note', { text });
  }

  progress(title: string, progress: PassProgress, overall?: OverallProgress): void {
    const { stage, layer, layers, direction, chunk, chunks } = progress;
    const { fraction, secondsLeft } = overall ?? progress;
    const place = stage === 'layers' ? { layer, layers, direction } : {};
    const regions = overall && { region: overall.done + 1, regions: overall.total };
    this.#progress({ title, stage, ...place, done: chunk, total: chunks, ...regions }, fraction, {
      secondsLeft,
    });
  }

  share(title: string, fraction: number, text: string): void {
    this.#progress({ title, stage: 'share', text }, fraction);
  }

  endProgress(): void {
    this.#toldAt = -Infinity;
  }

  fail(failure: Failure): void {
    this.#tell('error', { ...failure });
  }

  end(exitCode: number): void {
    this.#tell('end', { exitCode });
  }

  #progress(where: object, fraction: number, more: object = {}): void {
    const now = performance.now();
    if (now - this.#toldAt < interval) return;
    this.#toldAt = now;
    this.#tell('progress', { ...where, fraction, ...more });
  }

  #tell(event: string, fields: object): void {
    this.#inner.note(JSON.stringify({ event, time: new Date().toISOString(), ...fields }));
  }
}
