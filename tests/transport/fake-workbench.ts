import {
  workbenchMethods,
  type ServedWorkbench,
  type WorkbenchEvent,
} from '../../src-main/contract/index.ts';
import type { WorkbenchEvents } from '../../src-main/transport/index.ts';

/** A workbench with these methods; the others reject. */
export function fakeWorkbench(answers: Partial<ServedWorkbench>): ServedWorkbench {
  const rest = workbenchMethods.map((method) => [
    method,
    () => Promise.reject(new Error(`${method} was not expected`)),
  ]);
  return { ...(Object.fromEntries(rest) as ServedWorkbench), ...answers };
}

/** Events that a test sends by itself. */
export class FakeEvents implements WorkbenchEvents {
  readonly listeners = new Set<(event: WorkbenchEvent) => void>();

  subscribe(listener: (event: WorkbenchEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  send(event: WorkbenchEvent): void {
    this.listeners.forEach((listener) => listener(event));
  }
}

export const advise = (code: string) => `What to do about ${code}.`;
