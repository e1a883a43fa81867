import type { ShownError } from '../contract/index.ts';

/** What a call over a wire rejects with: code, message and advice as the workbench gave them. */
export class WorkbenchError extends Error implements ShownError {
  override readonly name = 'WorkbenchError';
  readonly code: string;
  readonly advice: string;
  /** The file that it is about, where it is about one. */
  readonly file: string | undefined;

  constructor({ code, message, advice, file }: ShownError) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.file = file;
  }
}

/** Errors of the wire itself. Their advice stands here: there may be nobody left to ask for it. */
export const wireErrors = {
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
  cancelled: {
    code: 'cancelled',
    message: 'The request was cancelled.',
    advice: 'Ask again if you still need it.',
  },
} as const satisfies Record<string, ShownError>;

/** A message that was not accepted, with the reason. */
export function rejectedMessage(reason: string): ShownError {
  return {
    code: 'message-rejected',
    message: reason,
    advice: 'Reload this window: it may be older than the program that it talks to.',
  };
}

export function tooLarge(bytes: number, maxBytes: number): ShownError {
  return {
    code: 'message-rejected',
    message: `The request has ${bytes} bytes; at most ${maxBytes} are accepted.`,
    advice: 'Ask for less at once.',
  };
}
