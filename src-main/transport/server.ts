import {
  errorDetails,
  isMegabaseError,
  type ErrorCode,
  type ServedWorkbench,
  type ShownError,
} from '../contract/index.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { MessageError } from './message-error.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import { maxRequestBytes, type ServerMessage, type WorkbenchEvents } from './protocol.ts';
import { checkCall, readClientMessage } from './read-client-message.ts';
import type { Wire } from './wire.ts';
import { rejectedMessage, tooLarge, wireErrors, WorkbenchError } from './workbench-error.ts';

/** What to do about an error, by its code. */
export type Advise = (code: ErrorCode) => string;

/**
 * Answers the calls that come over the wire, and sends events, until the wire closes; calls that are
 * not answered by then are cancelled. A message that is rejected is answered with the reason.
 */
export function serveWorkbench(
  workbench: ServedWorkbench,
  events: WorkbenchEvents,
  wire: Wire,
  advise: Advise,
): void {
  const calls = new CallsInFlight(workbench);
  const send = (message: ServerMessage) => wire.send(encodeMessage(message));
  const sendError = (id: number | undefined, error: unknown) =>
    send({ kind: 'error', id, error: showError(error, advise) });

  const unsubscribe = events.subscribe((event) => send({ kind: 'event', event }));
  wire.onClose(() => {
    unsubscribe();
    calls.cancelAll();
  });
  wire.onMessage((bytes) => {
    let id: number | undefined;
    try {
      if (bytes.length > maxRequestBytes) {
        throw new WorkbenchError(tooLarge(bytes.length, maxRequestBytes));
      }
      const message = readClientMessage(decodeMessage(bytes));
      ({ id } = message);
      if (message.kind === 'cancel') {
        // Where its answer is on its way already, there is nothing left to end.
        if (calls.cancel(id)) sendError(id, new WorkbenchError(wireErrors.cancelled));
        return;
      }
      const call = checkCall(message);
      calls.start(call, {
        onResult: (result) => send({ kind: 'result', id: call.id, result }),
        onError: (error) => sendError(call.id, error),
      });
    } catch (error) {
      sendError(id, error);
    }
  });
}

/** An error as a program or a page is told of it. */
export function showError(error: unknown, advise: Advise): ShownError {
  if (error instanceof WorkbenchError) {
    return { code: error.code, message: error.message, advice: error.advice };
  }
  if (error instanceof MessageError) return rejectedMessage(error.message);
  const message = error instanceof Error ? error.message : String(error);
  if (isMegabaseError(error)) {
    return { code: error.code, message, ...errorDetails(error), advice: advise(error.code) };
  }
  return {
    code: 'unexpected',
    message: `Megabase made a mistake: ${message}`,
    advice: advise('unexpected'),
  };
}
