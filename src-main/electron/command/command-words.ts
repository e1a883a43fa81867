/** What a start of the application is judged by. */
export interface Start {
  /** As `process.argv`. */
  readonly argv: readonly string[];
  /** Unpackaged, the program's folder stands before the words. */
  readonly isPackaged: boolean;
  readonly commands: ReadonlySet<string>;
  readonly isFile: (path: string) => boolean;
}

/** What is answered in a terminal, and by no window. */
const options = new Set(['--help', '-h', '--version', '-V', 'help']);

/**
 * The words of a command line that the application was started with; undefined where it is to open its
 * window. After `--`, which the `megabase` of a terminal puts before them, whatever is not a file with an
 * ending or in a named folder is meant as a command, and a wrong one is told so in words.
 */
export function commandWords({ argv, isPackaged, commands, isFile }: Start): string[] | undefined {
  const border = argv.indexOf('--');
  const words =
    border >= 0 ? argv.slice(border + 1) : afterSwitches(argv.slice(1)).slice(isPackaged ? 0 : 1);
  const [first] = words;
  if (first === undefined || first === 'start') return undefined;
  if (commands.has(first) || options.has(first)) return words;
  // As the launcher itself judges.
  const canOpen = /[./\\]/.test(first) && isFile(first);
  return border >= 0 && !canOpen ? words : undefined;
}

/** Switches of Chromium's stand before the words. */
function afterSwitches(argv: readonly string[]): string[] {
  const first = argv.findIndex((word) => !word.startsWith('-') || options.has(word));
  return first < 0 ? [] : argv.slice(first);
}
