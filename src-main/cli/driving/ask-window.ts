import { z } from 'zod';
import {
  errorKinds,
  MegabaseError,
  type ErrorCode,
  type OpenWindow,
} from '../../contract/index.ts';
import type { Locations } from '../../home/index.ts';
import type { PortRequest } from '../../transport/index.ts';
import { readPortFiles, type PortFile } from './port-files.ts';

/** A program that does not even list its windows within this time has stopped, ms. */
const listMs = 5_000;

const listed = z.object({ windows: z.array(z.object({ id: z.string(), name: z.string() })) });
const answered = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

interface FoundWindow extends OpenWindow {
  readonly at: PortFile;
}

/**
 * Has an open window of this user do something, whichever program has it. Errors: `window-off` where none may be driven,
 * `window-unknown` where it is not clear which is meant, `cancelled`, those of what is done.
 */
export async function askWindow(
  { drivenWindows }: Pick<Locations, 'drivenWindows'>,
  { command, by, window, known }: PortRequest,
  signal: AbortSignal,
): Promise<unknown> {
  const ports = readPortFiles(drivenWindows);
  if (ports.length === 0) throw nobody();
  const found = (await Promise.all(ports.map((at) => windowsOf(at, signal)))).flat();
  const fitting = found.filter(({ id }) => window === undefined || id === window);
  const [chosen, ...others] = fitting;
  if (!chosen || others.length > 0) throw unclear(window, found);
  const response = await request(chosen.at, signal, {
    method: 'POST',
    body: JSON.stringify({ command, by: by.slice(0, 80) || 'a program', window: chosen.id, known }),
  });
  const text = await response.text();
  const { data } = answered.safeParse(asJson(text));
  if (!data)
    throw new MegabaseError(
      'unexpected',
      `The window answered ${response.status}: ${text.slice(0, 200)}`,
    );
  if ('error' in data) {
    const { code, message } = data.error;
    throw new MegabaseError(code in errorKinds ? (code as ErrorCode) : 'unexpected', message);
  }
  return data.result;
}

async function windowsOf(at: PortFile, signal: AbortSignal): Promise<FoundWindow[]> {
  try {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(listMs)]);
    const response = await request(at, soon, { method: 'GET' });
    const { windows } = listed.parse(await response.json());
    return windows.map((one) => ({ ...one, at }));
  } catch {
    if (signal.aborted) throw new MegabaseError('cancelled', 'The call was stopped.');
    // It has just ended, or was switched off a moment ago.
    return [];
  }
}

async function request(
  { port, token }: PortFile,
  signal: AbortSignal,
  init: { readonly method: string; readonly body?: string },
): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}/windows`, {
      ...init,
      signal,
      redirect: 'error',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    });
  } catch (cause) {
    if (signal.aborted) throw new MegabaseError('cancelled', 'The call was stopped.', { cause });
    throw new MegabaseError('window-off', 'The window was closed, or is driven no more.', {
      cause,
    });
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nobody(): MegabaseError {
  return new MegabaseError(
    'window-off',
    'No window of Megabase on this computer may be driven by other programs.',
  );
}

function unclear(window: string | undefined, found: readonly FoundWindow[]): MegabaseError {
  const names = found.map(({ id, name }) => `${id} (${name === '' ? 'start page' : name})`);
  const listed = names.join(', ') || 'none';
  return new MegabaseError(
    'window-unknown',
    window === undefined
      ? `It is not clear which window is meant; open: ${listed}.`
      : `There is no window ${JSON.stringify(window)}; open: ${listed}.`,
  );
}
