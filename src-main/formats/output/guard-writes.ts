import { AsyncLocalStorage } from 'node:async_hooks';

type Expect = (path: string) => void;

const guards = new AsyncLocalStorage<Expect>();

/**
 * Runs some work that writes where `expect` lets it, and throws its error elsewhere, whichever option a path comes
 * from; the program's own files are left out.
 */
export function guardWrites<T>(expect: Expect, work: () => Promise<T>): Promise<T> {
  return guards.run(expect, work);
}

/** Errors: those of whoever guards the work that this is part of. */
export function expectWritable(path: string): void {
  guards.getStore()?.(path);
}
