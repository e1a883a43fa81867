import type { ShownError } from '../contract/index.ts';

/** What a call over a wire rejects with: code, message and advice as the workbench gave them. */
export class WorkbenchError extends Error implements ShownError {
  override readonly name = 'WorkbenchError';
  readonly code: string;
  readonly advice: string;

  constructor({ code, message, advice }: ShownError) {
    super(message);
    this.code = code;
    this.advice = advice;
  }
}

/** Faults of the wire itself. Their advice stands here: there is nobody left to ask for it. */
export const wireFaults = {
  closed: {
    code: 'connection-lost',
    message: 'The connection to Megabase was lost before it answered.',
    advice: 'See whether Megabase still runs, start it again if not, then reload this window.',
  },
  unreadable: {
    code: 'message-unreadable',
    message: 'Megabase sent what this window cannot read.',
    advice: 'Reload this window: it may be older than the program that it talks to.',
  },
} as const satisfies Record<string, ShownError>;
