import { CommanderError } from 'commander';
import { isMegabaseError, MegabaseError, systemCode } from '../contract/index.ts';
import { errorAdvice, findLocations } from '../service/index.ts';

/**
 * Tells the user what went wrong and what to do, on stderr, or as JSON on stdout; never a stack
 * trace. Returns the exit code: 1 for what failed, 2 for wrong use or input.
 */
export function reportError(error: unknown, json: boolean): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const known = isMegabaseError(error) ? error : describeUnknown(error);
  const advice = errorAdvice(known.code, findLocations());
  if (json) {
    const { code, message } = known;
    process.stdout.write(`${JSON.stringify({ error: { code, message, advice } })}\n`);
  } else {
    process.stderr.write(`error: ${known.message}\n  ${advice}\n`);
  }
  return known.exitCode;
}

function describeUnknown(error: unknown): MegabaseError {
  const message = error instanceof Error ? error.message : String(error);
  switch (systemCode(error)) {
    case 'ENOSPC':
      return new MegabaseError('disk-full', `The disk is full: ${message}.`);
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return new MegabaseError('output-unwritable', `${message}.`);
    default:
      return new MegabaseError('unexpected', `Megabase made a mistake: ${message}`);
  }
}
