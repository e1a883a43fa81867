import { workbenchMethods, type WorkbenchMethod, defined } from '../contract/index.ts';
import { MessageError, quotedJson } from './message-error.ts';
import type { MethodCall, ClientMessage } from './protocol.ts';
import { requestSchemas } from './request-schemas/index.ts';

/** A call of a method that there is, with what it takes. */
export type CheckedCall = MethodCall & { readonly method: WorkbenchMethod };

/** Reads what came over a wire as far as every kind of message goes. Error: `MessageError`. */
export function readClientMessage(value: unknown): ClientMessage {
  const { kind, id } = (value ?? {}) as Partial<Record<keyof ClientMessage, unknown>>;
  if (kind !== 'call' && kind !== 'cancel') {
    throw new MessageError(
      `The message's kind is ${quotedJson(kind)}; expected "call" or "cancel".`,
    );
  }
  if (!Number.isSafeInteger(id)) {
    throw new MessageError(`The ${kind}'s id is ${quotedJson(id)}; expected a whole number.`);
  }
  return value as ClientMessage;
}

/** Error: `MessageError` for a method that there is not, or a request that it does not take. */
export function checkCall(call: MethodCall): CheckedCall {
  const { method, request } = call;
  // By the list alone: an object has more that can be called, such as `constructor`.
  const known = workbenchMethods.find((name) => name === method);
  if (known === undefined) {
    throw new MessageError(`The workbench has no method ${quotedJson(method)}.`);
  }
  const checked = requestSchemas[known].safeParse(request);
  if (!checked.success) {
    const { path, message } = defined(checked.error.issues[0]);
    throw new MessageError(`${known} does not accept this: ${[...path, message].join(': ')}.`);
  }
  return { ...call, method: known };
}
