import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { systemCode, type ErrorCode, type PassProgress } from '../../contract/index.ts';
import { formatSeconds } from './wording.ts';

/** Where a command writes: results to stdout, all else to stderr, so that output can be piped. */
export interface Console {
  /** Somebody sits there who can be asked. */
  readonly canAsk?: boolean;
  /** A line of the result. */
  print(line: string): void;
  /** Standard output has a file from here on: what is printed goes to stderr. */
  yieldStdout(): void;
  /** A line about what is going on. */
  note(line: string): void;
  /** `overall`: of a command over many regions, of which this is one. */
  progress(title: string, progress: PassProgress, overall?: OverallProgress): void;
  /** How much of something is done, 0 to 1, and the same in words. */
  share(title: string, fraction: number, text: string): void;
  /** Takes the progress bar away. */
  endProgress(): void;
  /** What went wrong, and what to do. */
  fail(failure: Failure): void;
  /** The command is over. */
  end?(exitCode: number): void;
}

/** How a command failed. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: string;
  readonly exitCode: number;
}

/** Where a command over many regions stands, all of them together. */
export interface OverallProgress {
  /** Regions. */
  readonly done: number;
  readonly total: number;
  /** By bases, 0 to 1. */
  readonly fraction: number;
  readonly secondsLeft: number | undefined;
}

/** Without a terminal a line is written at most this often. */
const plainInterval = 5_000;

export function openConsole(): Console {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      // Whoever read it has seen enough, as `head` does. Of what is printed only, the command goes on
      // to its end; where its file went there, writing fails with `output-closed`.
      if (systemCode(error) !== 'EPIPE') throw error;
    });
  }
  return process.stderr.isTTY ? new TerminalConsole() : new PlainConsole(process);
}

/** Where text goes: a stream of the process, or a string that a test gathers. */
interface TextSink {
  write(text: string): unknown;
}

/** Without a terminal. */
export class PlainConsole implements Console {
  #stdout: TextSink;
  readonly #stderr: TextSink;
  #lastLine = 0;

  constructor({ stdout, stderr }: { readonly stdout: TextSink; readonly stderr: TextSink }) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  print(line: string): void {
    this.#stdout.write(`${line}\n`);
  }

  yieldStdout(): void {
    this.#stdout = this.#stderr;
  }

  note(line: string): void {
    this.#stderr.write(`${line}\n`);
  }

  progress(title: string, progress: PassProgress, overall?: OverallProgress): void {
    this.share(title, progress.fraction, describeProgress(progress, overall));
  }

  fail({ message, advice }: Failure): void {
    this.note(`error: ${message}\n  ${advice}`);
  }

  share(title: string, _fraction: number, text: string): void {
    const now = Date.now();
    if (now - this.#lastLine < plainInterval) return;
    this.#lastLine = now;
    this.note(`${title} · ${text}`);
  }

  endProgress(): void {
    this.#lastLine = 0;
  }
}

class TerminalConsole implements Console {
  readonly canAsk = process.stdin.isTTY;
  #bars: MultiBar | undefined;
  #bar: SingleBar | undefined;
  #results: TextSink = process.stdout;

  print(line: string): void {
    this.endProgress();
    this.#results.write(`${line}\n`);
  }

  yieldStdout(): void {
    this.#results = process.stderr;
  }

  note(line: string): void {
    if (this.#bars) this.#bars.log(`${line}\n`);
    else process.stderr.write(`${line}\n`);
  }

  progress(title: string, progress: PassProgress, overall?: OverallProgress): void {
    const { fraction } = overall ?? progress;
    this.share(title, fraction, describeProgress(progress, overall));
  }

  fail({ message, advice }: Failure): void {
    this.note(`error: ${message}\n  ${advice}`);
  }

  share(title: string, fraction: number, text: string): void {
    this.#bars ??= new MultiBar(
      { format: '{title} {bar} {text}', hideCursor: true, clearOnComplete: true },
      Presets.shades_classic,
    );
    this.#bar ??= this.#bars.create(1000, 0, { title, text: '' });
    this.#bar.update(Math.round(fraction * 1000), { title, text });
  }

  endProgress(): void {
    this.#bars?.stop();
    this.#bars = undefined;
    this.#bar = undefined;
  }
}

function describeProgress(progress: PassProgress, overall?: OverallProgress): string {
  if (overall) {
    const { done, total, fraction, secondsLeft } = overall;
    const [number, all] = [done + 1, total].map((count) => count.toLocaleString('en-US'));
    return `region ${number} of ${all}${shareText(fraction, secondsLeft)}`;
  }
  const { stage, layer, layers, direction, chunk, chunks, fraction, secondsLeft } = progress;
  const where =
    stage === 'heads'
      ? `heads, chunk ${chunk} of ${chunks}`
      : stage === 'edits'
        ? `changed sequences, ${chunk} of ${chunks}`
        : stage === 'fit'
          ? `fit ${chunk} of ${chunks}`
          : stage === 'tiles'
            ? `tile ${chunk} of ${chunks}`
            : `layer ${layer} of ${layers}, ${direction}, chunk ${chunk} of ${chunks}`;
  return `${where}${shareText(fraction, secondsLeft)}`;
}

function shareText(fraction: number, secondsLeft: number | undefined): string {
  const left = secondsLeft === undefined ? '' : ` · ${formatSeconds(Math.ceil(secondsLeft))} left`;
  return ` · ${Math.floor(fraction * 100)} %${left}`;
}
