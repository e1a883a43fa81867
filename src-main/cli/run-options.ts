import { Option, type Command } from 'commander';

/** Of commands that work for long, as schedulers start them. */
export interface RunOptions {
  readonly progress: (typeof progressChoices)[number];
  readonly manifest?: string;
}

const progressChoices = ['auto', 'json'] as const;

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
