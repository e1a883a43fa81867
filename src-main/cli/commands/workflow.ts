import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { alreadyThere, writeWholeFile } from '../../formats/output/index.ts';
import { findLocations } from '../../home/index.ts';
import type { CommandContext } from '../context.ts';
import { counted } from '../../contract/index.ts';

export function workflowCommand(context: CommandContext): Command {
  const init = new Command('init')
    .description('Copy the workflow to a folder. Nothing that stands there is replaced.')
    .argument('<FOLDER>', 'a new folder, or one without files of these names')
    .addHelpText('after', notes)
    .action((folder: string) => copyWorkflow(resolve(folder), context));
  return new Command('workflow').addCommand(init);
}

const notes = `
Then edit config/config.yaml, of which config/README.md tells, and run, with Snakemake 7.21 or newer:
  snakemake --profile workflow/profiles/local --cores 8
  snakemake --profile workflow/profiles/slurm`;

/** Errors: `output-exists`, before anything is copied; those of writing. */
async function copyWorkflow(folder: string, context: CommandContext): Promise<void> {
  const source = join(findLocations().resources, 'workflow');
  const names = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1))
    .sort();
  const paths = names.map((name) => join(folder, name));
  // Nobody is asked, as what stands there may have been edited.
  const standing = paths.filter((path) => existsSync(path));
  const [first] = standing;
  if (first !== undefined) throw alreadyThere(first);
  for (const name of names) {
    const [from, to] = [join(source, name), join(folder, name)];
    mkdirSync(dirname(to), { recursive: true });
    await writeWholeFile(to, readFileSync(from));
    // Scripts stay scripts.
    if (statSync(from).mode & 0o100) chmodSync(to, 0o755);
  }
  context.console.print(`wrote ${counted(names.length, 'file')} below ${folder}`);
  context.console.print(`next: edit ${join(folder, 'config/config.yaml')}`);
}
