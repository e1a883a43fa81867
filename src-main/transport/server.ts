import {
  errorDetails,
  isMegabaseError,
  workbenchMethods,
  type ErrorCode,
  type ShownError,
  type Workbench,
  type WorkbenchMethod,
} from '../contract/index.ts';
import { decodeMessage, encodeMessage } from './message.ts';
import type { Call, EventSource, Reply } from './protocol.ts';
import { requestSchemas } from './request-schemas.ts';
import type { Wire } from './wire.ts';

/** What to do about an error, by its code. */
export type Advise = (code: ErrorCode) => string;

/** Answers the calls that come over the wire, and sends events, until the wire closes. */
export function serveWorkbench(
  workbench: Workbench,
  events: EventSource,
  wire: Wire,
  advise: Advise,
): void {
  let isOpen = true;
  const send = (reply: Reply) => {
    if (isOpen) wire.send(encodeMessage(reply));
  };
  const refuse = (id: number | undefined, error: unknown) =>
    send({ kind: 'error', id, error: showError(error, advise) });

  const unsubscribe = events.subscribe((event) => send({ kind: 'event', event }));
  wire.onClose(() => {
    isOpen = false;
    unsubscribe();
  });
  wire.onMessage((bytes) => {
    let id: number | undefined;
    void (async () => {
      try {
        const call = readCall(decodeMessage(bytes), (found) => (id = found));
        const result = await callMethod(workbench, call);
        send({ kind: 'result', id: call.id, result });
      } catch (error) {
        refuse(id, error);
      }
    })();
  });
}

/** `onId` hears the id as soon as it is known, so that a refusal can name it. */
function readCall(value: unknown, onId: (id: number) => void): Call & { method: WorkbenchMethod } {
  const { kind, id, method, request } = (value ?? {}) as Partial<Record<keyof Call, unknown>>;
  if (kind !== 'call' || !Number.isSafeInteger(id)) {
    throw new Error('The message is no call: it has no kind `call`, or no whole number as its id.');
  }
  onId(id as number);
  // By the list alone: an object has more that can be called, such as `constructor`.
  const known = workbenchMethods.find((name) => name === method);
  if (known === undefined) {
    throw new Error(`The workbench has no method ${JSON.stringify(method)}.`);
  }
  const checked = requestSchemas[known].safeParse(request);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0]!;
    throw new Error(`${known} cannot be asked this: ${[...path, message].join(': ')}.`);
  }
  return { kind, id: id as number, method: known, request };
}

function callMethod(workbench: Workbench, { method, request }: Call): Promise<unknown> {
  const methods = workbench as unknown as Record<string, (request: unknown) => Promise<unknown>>;
  return methods[method]!(request);
}

function showError(error: unknown, advise: Advise): ShownError {
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
