import {
  workbenchMethods,
  type Workbench,
  type WorkbenchEvent,
} from '../../src-main/contract/index.ts';
import type { EventSource } from '../../src-main/transport/index.ts';

/** A workbench that answers as it is told; what it is not told of rejects. */
export function fakeWorkbench(answers: Partial<Workbench>): Workbench {
  const rest = workbenchMethods.map((method) => [
    method,
    () => Promise.reject(new Error(`${method} was not expected`)),
  ]);
  return { ...(Object.fromEntries(rest) as Workbench), ...answers };
}

/** Events that a test sends by itself. */
export class FakeEvents implements EventSource {
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
