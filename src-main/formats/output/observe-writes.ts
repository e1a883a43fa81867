import { AsyncLocalStorage } from 'node:async_hooks';

/** A file that stands in its place, or a stream that has been written to its end. */
export interface CommittedFile {
  readonly path: string;
  readonly bytes: number;
}

type OnWritten = (file: CommittedFile) => void;

const observers = new AsyncLocalStorage<OnWritten>();

/**
 * Runs some work, and tells of each output file that it has written, as do those who observe this; the program's own
 * files are left out.
 */
export function observeWrites<T>(onWritten: OnWritten, work: () => Promise<T>): Promise<T> {
  const outer = observers.getStore();
  return observers.run((file) => {
    onWritten(file);
    outer?.(file);
  }, work);
}

/** Tells whoever observes the work that this is part of. */
export function tellWritten(file: CommittedFile): void {
  observers.getStore()?.(file);
}
