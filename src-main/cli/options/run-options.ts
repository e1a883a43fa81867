import { Option, type Command } from 'commander';

const progressChoices = ['auto', 'json'] as const;

/** Of commands that work for long, as schedulers start them; `runCommand` reads what is given. */
export function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--progress <P>',
        'json: a JSON object a line on standard error; auto: a bar, or lines where there is no terminal',
      )
        .choices(progressChoices)
        .default('auto'),
    )
    .option(
      '--manifest <FILE>',
      'write what ran, on what, with hashes, versions, settings, time and memory (JSON), also on failure',
    );
}
