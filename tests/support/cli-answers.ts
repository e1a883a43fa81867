import { expect } from 'vitest';
import type { ErrorCode, ExitCode, Region, RunInfo } from '../../src-main/contract/index.ts';
import { errorAdvice, findLocations } from '../../src-main/home/index.ts';
import type { CommandResult } from './cli.ts';

/** A line with a place in the code: what a user must never see. */
const stackLine = /^\s+at /m;

/**
 * Asserts that a command ended well and that stdout holds results only, and returns it.
 */
export function expectSuccess(result: CommandResult): CommandResult {
  expect(result.stderr).not.toMatch(stackLine);
  expect(result, result.stderr).toMatchObject({ code: 0 });
  expect(result.stdout).not.toMatch(/^(note|error): /m);
  return result;
}

/**
 * Asserts that a command failed with this exit code and one clear message: what happened, then what
 * to do about it by the catalogue, and nothing of the program's insides.
 */
export function expectFailure(
  { code, stdout, stderr }: CommandResult,
  expected: { readonly exit: ExitCode; readonly code: ErrorCode; readonly message: RegExp },
): void {
  expect(stderr).not.toMatch(stackLine);
  expect(stdout).toBe('');
  expect(stderr.match(/^error: /gm), stderr).toHaveLength(1);
  const [, message, next] = /^error: (.*)\n {2}(.*)\n$/m.exec(
    stderr.slice(stderr.indexOf('error: ')),
  )!;
  expect(message).toMatch(expected.message);
  expect(next).toBe(errorAdvice(expected.code, findLocations(), 'command'));
  expect(code).toBe(expected.exit);
}

/** What `predict --json` prints. */
export interface PredictSummary {
  readonly predictions: readonly (RunInfo & {
    readonly region: Region;
    readonly tracks: readonly string[];
    readonly fromCache: boolean;
  })[];
  readonly files: readonly {
    readonly path: string;
    readonly format: string;
    readonly track?: string;
    readonly records: number;
    readonly bytes: number;
  }[];
  readonly notes: readonly string[];
}

export function predictSummary(result: CommandResult): PredictSummary {
  return JSON.parse(expectSuccess(result).stdout) as PredictSummary;
}
