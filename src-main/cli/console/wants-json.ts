/**
 * Whether a command's answer on standard output is JSON, and so its errors are: not where `--json` names a file,
 * as of `evaluate`.
 */
export function wantsJson(args: readonly string[]): boolean {
  const at = args.indexOf('--json');
  return at >= 0 && !(args[0] === 'evaluate' && args[at + 1] !== '-');
}
