import { CommanderError } from 'commander';
import { errorDetails, isMegabaseError, MegabaseError, systemCode } from '../../contract/index.ts';
import { errorAdvice, findLocations, type AdvicePlace } from '../../home/index.ts';

import type { Console } from './console.ts';

/**
 * Tells the user what went wrong and what to do, on stderr, or as JSON on stdout; never a stack
 * trace. Returns the exit code, see `exitCodes`. Of a pipe whose reader has gone, as `head` does, nobody wants to hear: the exit code is that of SIGPIPE, as of other tools.
 */
export function reportError(
  error: unknown,
  json: boolean,
  console: Pick<Console, 'print' | 'fail'>,
): number {
  if (error instanceof CommanderError && showedHelp(error)) return error.exitCode === 0 ? 0 : 2;
  const known = describeError(error);
  if (known.code === 'output-closed') return closedPipe;
  if (json) console.print(JSON.stringify(errorAsJson(known)));
  else {
    const { code, message, exitCode } = known;
    console.fail({ code, message, advice: adviceFor(known, 'command'), exitCode });
  }
  return known.exitCode;
}

/** For programs: what went wrong, where, and what to do. */
export function errorAsJson(known: MegabaseError, place: AdvicePlace = 'command') {
  const { code, message } = known;
  return { error: { code, message, ...errorDetails(known), advice: adviceFor(known, place) } };
}

function adviceFor({ code }: MegabaseError, place: AdvicePlace): string {
  return errorAdvice(code, findLocations(), place);
}

/** Any error as one for the user. */
export function describeError(error: unknown): MegabaseError {
  return isMegabaseError(error) ? error : describeUnknown(error);
}

/** 128 and the number of SIGPIPE, as shells tell of it. */
const closedPipe = 141;

/** The help, or the version, was printed: because it was asked for, or because nothing was. */
function showedHelp({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}

function describeUnknown(error: unknown): MegabaseError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommanderError) return new MegabaseError('usage', asSentences(message));
  switch (systemCode(error)) {
    case 'ENOMEM':
      return new MegabaseError('memory-short', `The system has no memory left: ${message}.`);
    case 'EDQUOT':
    case 'ENOSPC':
      return new MegabaseError('disk-full', `The disk is full: ${message}.`);
    case 'EACCES':
    case 'EEXIST':
    case 'ENOTDIR':
    case 'EROFS':
    case 'EPERM':
      return new MegabaseError('output-unwritable', `A file cannot be written: ${message}.`);
    default:
      return new MegabaseError('unexpected', `Megabase made a mistake: ${message}`);
  }
}

/** Commander's `error: unknown option '--x'`, with a guess on a line of its own, as our errors read. */
function asSentences(message: string): string {
  const text = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const end = /[.?)]$/.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
