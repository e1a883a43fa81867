import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { checkOutputs } from '../../analysis/export/index.ts';
import { writeYeastFiles, yeastFileNames } from '../../analysis/tutorial/index.ts';
import { makeFolder, writeWholeFile } from '../../formats/output/index.ts';
import { findLocations } from '../../home/index.ts';
import type { CommandContext } from '../context.ts';
import { addOverwriteOption, openOutputs, type OverwriteOption } from '../outputs.ts';

export function tutorialCommand(context: CommandContext): Command {
  const command = new Command('tutorial').argument('[DIR]', 'folder for the files', 'tutorial');
  return addOverwriteOption(command).action((folder: string, options: OverwriteOption) =>
    copyTutorial(resolve(folder), options, context),
  );
}

/** Error: `output-exists` where nobody agreed to replace what is there; those of writing. */
async function copyTutorial(
  folder: string,
  options: OverwriteOption,
  context: CommandContext,
): Promise<void> {
  const { resources } = findLocations();
  const source = join(resources, 'tutorial');
  const names = readdirSync(source).filter((name) => !name.endsWith('.md'));
  const scripts = join(resources, 'examples');
  const scriptNames = readdirSync(scripts);
  const [yeast, examples] = [join(folder, 'yeast'), join(folder, 'examples')];
  const inputs = [source, join(resources, 'yeast'), scripts];
  const paths = [
    ...names.map((name) => join(folder, name)),
    ...scriptNames.map((name) => join(examples, name)),
    ...yeastFileNames.map((name) => join(yeast, name)),
  ];
  // Nothing stands in a folder that is not there, and none is made before all is agreed.
  const check = () =>
    checkOutputs(
      paths.filter((path) => existsSync(dirname(path))),
      inputs,
    );
  const replaces = await openOutputs(paths, check, options, context);
  const copy = (from: string, to: string) => writeWholeFile(to, readFileSync(from), { replaces });
  makeFolder(yeast);
  makeFolder(examples);
  for (const name of names) await copy(join(source, name), join(folder, name));
  for (const name of scriptNames) await copy(join(scripts, name), join(examples, name));
  await writeYeastFiles(resources, yeast, (path, text) => writeWholeFile(path, text, { replaces }));
  for (const path of paths) context.console.print(`wrote ${path}`);
}
