import type { Argument, Command, Option } from 'commander';

/**
 * Whether a value names a place on the disk: always, or where there is one of that name, as a model's ID and a
 * folder, or a region and a BED file, go by one option.
 */
type PathRule = 'always' | 'perhaps' | 'never';

/** An option or an argument of a command, as a parameter of a call. */
export interface CallOption {
  /** Of the parameter: the option's own, its dashes as underlines. */
  readonly name: string;
  /** The option's flag, `--min-effect`; absent of an argument, which goes by its place. */
  readonly flag: string | undefined;
  readonly about: string;
  readonly takes: 'nothing' | 'value' | 'values';
  readonly choices: readonly string[] | undefined;
  readonly required: boolean;
  /** What the command takes where nothing is given, of values that name places. */
  readonly usual: string | undefined;
  readonly paths: PathRule;
}

/**
 * Replacing files is not for a program that calls, nor is where the program keeps what is its own, or how it speaks; and a
 * project and a batch file name files that may lie anywhere.
 */
const hidden = new Set([
  ...['overwrite', 'progress', 'cache', 'no-cache', 'cache-from', 'shard'],
  ...['project', 'variants', 'batch'],
]);

/** What the command's help calls values that are files or folders; what is in no list counts as one. */
const always = /^(F|V|B|FILE|DIR|BED|GFF3|PART)$/;
const perhaps = /^(R|ID\|FOLDER|FOLDER|MODEL\+HEAD)$/;
const never = new RegExp(
  '^(A,B|BP|BYTES|COLUMN|D|GENE\\|REGION|H|HOW|ID|KEY|L|LIST|MM|N|N\\|shuffle|NAME|P|PT|Q|ROW|S|T|TEXT|TRACK:X|X|background)$',
);

/** What a call of this command takes. */
export function callOptions(command: Command): CallOption[] {
  return [
    ...command.registeredArguments.map(ofArgument),
    ...command.options.filter(isOffered).map(ofOption),
  ];
}

/** Whether a command prints its answer as JSON where it is asked to. */
export function printsJson({ options }: Command): boolean {
  return options.some((option) => option.long === '--json' && option.isBoolean());
}

function isOffered(option: Option): boolean {
  const name = option.long?.replace('--', '') ?? '';
  return !hidden.has(name) && !(name === 'json' && option.isBoolean());
}

function ofOption(option: Option): CallOption {
  const [, value = ''] = /[<[]([^>\].]+)/.exec(option.flags) ?? [];
  return {
    name: (option.long ?? '').replace('--', '').replaceAll('-', '_'),
    flag: option.long,
    about: `${value === '' ? '' : `${value}: `}${option.description}`,
    takes: !option.required && !option.optional ? 'nothing' : option.variadic ? 'values' : 'value',
    choices: option.argChoices,
    required: option.mandatory && option.defaultValue === undefined,
    usual: usualPlace(option.defaultValue),
    paths: option.argChoices || option.long === '--readout' ? 'never' : rule(value),
  };
}

function ofArgument(argument: Argument): CallOption {
  const value = argument.name();
  return {
    name: value.toLowerCase().replaceAll(/\W+/g, '_'),
    flag: undefined,
    about: argument.description || value,
    takes: argument.variadic ? 'values' : 'value',
    choices: argument.argChoices,
    required: argument.required,
    usual: usualPlace(argument.defaultValue),
    paths: rule(value),
  };
}

function usualPlace(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function rule(value: string): PathRule {
  if (perhaps.test(value)) return 'perhaps';
  return never.test(value) ? 'never' : 'always';
}

/** Whether a list says what a value of this name is: for the test that sees new ones. */
export function isKnownValue(value: string): boolean {
  return [always, perhaps, never].some((list) => list.test(value));
}
