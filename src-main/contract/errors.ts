type ErrorKind = 'input' | 'retry' | 'cancelled' | 'failure';

/**
 * Every way in which Megabase tells a person that something did not work.
 *
 * The message says what happened and where, with the numbers (found, expected, offset, line); what
 * to do about it stands once, by code, in `resources/errors.json`.
 *
 * `input`: wrong use, a wrong file or too low a limit: the same again fails again. `retry`: the same may work later, or with
 * more memory or disk. `cancelled`: somebody stopped it. `failure`: anything else.
 */
export const errorKinds = {
  usage: 'input',
  'region-syntax': 'input',
  'region-outside': 'input',
  'contig-unknown': 'input',
  'file-missing': 'input',
  'file-unreadable': 'input',
  'path-outside': 'input',
  'file-damaged': 'input',
  'text-encoding': 'input',
  'parser-died': 'input',
  'fasta-format': 'input',
  'fasta-gzip': 'input',
  'fasta-index': 'input',
  'twobit-format': 'input',
  'batch-format': 'input',
  'bed-format': 'input',
  'bigwig-format': 'input',
  'labels-format': 'input',
  'gff-format': 'input',
  'vcf-format': 'input',
  'vcf-index': 'input',
  'alignment-format': 'input',
  'alignment-index': 'input',
  'alignment-genome': 'input',
  'model-missing': 'input',
  'model-incomplete': 'input',
  'model-config': 'input',
  'model-manifest': 'input',
  'model-weights': 'input',
  'head-missing': 'input',
  'head-manifest': 'input',
  'head-model': 'input',
  'head-weights': 'input',
  'model-graph': 'input',
  'model-tiled': 'input',
  'safetensors-format': 'input',
  'pytorch-format': 'input',
  'pickle-refused': 'input',
  'download-damaged': 'input',
  'hub-refused': 'input',
  'hub-missing': 'input',
  'hub-changed': 'input',
  'no-elements': 'input',
  'track-unknown': 'input',
  'track-format': 'input',
  'project-format': 'input',
  'project-unknown': 'input',
  'project-changed': 'input',
  'project-entry-unknown': 'input',
  'job-unknown': 'input',
  'window-off': 'input',
  'window-unknown': 'input',
  'call-unknown': 'input',
  'call-parameters': 'input',
  'calls-full': 'retry',
  'request-rejected': 'input',
  'output-format': 'input',
  'parts-differ': 'input',
  'output-exists': 'input',
  'output-closed': 'failure',
  'output-unwritable': 'failure',
  'not-finite': 'failure',
  'reference-differs': 'failure',
  'memory-limit': 'input',
  'memory-short': 'retry',
  'disk-full': 'retry',
  'spill-damaged': 'retry',
  'cache-network': 'input',
  'cache-older': 'input',
  'cache-unreadable': 'input',
  'cache-damaged': 'retry',
  'cache-newer': 'failure',
  'cache-busy': 'retry',
  'cache-missing': 'retry',
  'hub-unreachable': 'retry',
  'update-unreachable': 'retry',
  offline: 'failure',
  'compute-died': 'retry',
  'compute-failed': 'failure',
  cancelled: 'cancelled',
  unexpected: 'failure',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** What a command ends with: 75 is EX_TEMPFAIL of sysexits(3), 130 what shells make of a Ctrl-C. */
export const exitCodes = { input: 2, retry: 75, cancelled: 130, failure: 1 } as const;

export type ExitCode = (typeof exitCodes)[ErrorKind];

/** Where something is wrong, and what, as far as it can be told; the message says it in words. */
export interface ErrorDetails {
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** Byte of the file, 0-based. */
  readonly offset?: number | undefined;
  readonly found?: string | number | undefined;
  readonly expected?: string | number | undefined;
}

/** An error meant for the user. `message` is whole sentences: what happened, where, the values. */
export class MegabaseError extends Error implements ErrorDetails {
  readonly code: ErrorCode;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly offset: number | undefined;
  readonly found: string | number | undefined;
  readonly expected: string | number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorDetails & { readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'MegabaseError';
    this.code = code;
    this.file = options.file;
    this.line = options.line;
    this.offset = options.offset;
    this.found = options.found;
    this.expected = options.expected;
  }

  get exitCode(): ExitCode {
    return exitCodes[errorKinds[this.code]];
  }
}

/** The details of an error that are there. */
export function errorDetails({ file, line, offset, found, expected }: ErrorDetails): ErrorDetails {
  const all = Object.entries({ file, line, offset, found, expected });
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/** True for the errors above; also across a bundle's border, where classes are doubled. */
export function isMegabaseError(value: unknown): value is MegabaseError {
  return value instanceof Error && 'code' in value && String(value.code) in errorKinds;
}

/** The system's own error code (`ENOENT`, `ENOSPC`, ...), if `error` carries one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** The system's codes for a disk or a quota that is full. */
const fullDisk = new Set(['ENOSPC', 'EDQUOT']);

/** True of the system's word that a disk or a quota is full. */
export function isDiskFull(error: unknown): boolean {
  return fullDisk.has(systemCode(error) ?? '');
}
