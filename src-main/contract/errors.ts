/**
 * Every way in which Megabase tells a person that something did not work.
 *
 * The message says what happened and where, with the numbers (found, expected, offset, line); what
 * to do about it stands once, by code, in `resources/errors.json`.
 *
 * `input`: wrong use or a wrong file (exit code 2). `failure`: the program could not do it (1).
 */
export const errorKinds = {
  usage: 'input',
  'region-syntax': 'input',
  'region-outside': 'input',
  'contig-unknown': 'input',
  'file-missing': 'input',
  'file-unreadable': 'input',
  'file-damaged': 'input',
  'text-encoding': 'input',
  'parser-died': 'input',
  'fasta-format': 'input',
  'fasta-gzip': 'input',
  'fasta-index': 'input',
  'twobit-format': 'input',
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
  'pickle-refused': 'input',
  'download-damaged': 'input',
  'hub-refused': 'input',
  'track-unknown': 'input',
  'track-format': 'input',
  'project-format': 'input',
  'project-unknown': 'input',
  'job-unknown': 'input',
  'output-format': 'input',
  'output-unwritable': 'failure',
  'reference-differs': 'failure',
  'memory-short': 'failure',
  'disk-full': 'failure',
  'spill-damaged': 'failure',
  'cache-damaged': 'failure',
  'cache-newer': 'failure',
  'cache-busy': 'failure',
  'run-unknown': 'failure',
  'hub-unreachable': 'failure',
  'compute-died': 'failure',
  'compute-failed': 'failure',
  cancelled: 'failure',
  unexpected: 'failure',
} as const satisfies Record<string, 'input' | 'failure'>;

export type ErrorCode = keyof typeof errorKinds;

/** An error meant for the user. `message` is whole sentences: what happened, where, the values. */
export class MegabaseError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'MegabaseError';
    this.code = code;
  }

  /** 2 for wrong use or input, 1 for what failed. */
  get exitCode(): 1 | 2 {
    return errorKinds[this.code] === 'input' ? 2 : 1;
  }
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
