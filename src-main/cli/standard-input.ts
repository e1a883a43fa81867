import { MegabaseError } from '../contract/index.ts';
import { standardInput } from '../formats/bytes/index.ts';

/**
 * The options with `-` as a file to read being standard input, which one of them can be. Error: `usage`
 * for two of them, for a terminal, and on Windows, where it has no path.
 */
export function withStandardInput<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): Options {
  const isDash = (value: unknown) => value === '-' || (Array.isArray(value) && value.includes('-'));
  const asked = names.filter((name) => isDash(options[name]));
  const [first, second] = asked;
  if (first === undefined) return options;
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (second !== undefined) {
    throw wrong(`--${first} and --${second} are both -; standard input is read once.`);
  }
  if (process.platform === 'win32')
    throw wrong(`--${first} -: Windows has no standard input by name.`);
  if (process.stdin.isTTY)
    throw wrong(`--${first} -: standard input is a terminal; pipe a file in.`);
  const value: unknown = options[first];
  const replaced = Array.isArray(value)
    ? value.map((one: unknown) => (one === '-' ? standardInput : one))
    : standardInput;
  return { ...options, [first]: replaced };
}
