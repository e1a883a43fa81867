import { rmSync } from 'node:fs';
import { Command, Option } from 'commander';
import { MegabaseError, type ImportProgress, defined } from '../../contract/index.ts';
import { cacheFolders, findLocations, readChosen } from '../../home/index.ts';
import {
  classifierPools,
  downloadFolder,
  downloadModel,
  findOnHub,
  headCard,
  modelCard,
  type ClassifierPool,
  type HeadCard,
  type HubModel,
  type LibraryModel,
} from '../../library/index.ts';
import { confirm } from '../console/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import { parseCount } from '../options/index.ts';
import { hubLines, importText, planJson, planLines } from '../reporters/index.ts';

interface ImportOptions {
  readonly fromHub?: string;
  readonly revision?: string;
  readonly yes?: boolean;
  readonly window?: number;
  readonly pool?: ClassifierPool;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description("Copy a model folder, or one of the Hugging Face hub's cache, into the library.")
    .argument('[FOLDER]')
    .option(
      '--from-hub <ORG/NAME>',
      'download it from the Hugging Face hub (HF_ENDPOINT: a mirror)',
    )
    .option('--revision <R>', 'branch, tag or commit on the hub', 'main')
    .option('--yes', 'download without being asked')
    .option('--window <BP>', 'of a classifier: bp that it was trained on', parseCount)
    .addOption(
      new Option(
        '--pool <P>',
        "of a classifier: how it pools (default: its config's, or mean)",
      ).choices(classifierPools),
    )
    .option('--dry-run', 'only say what would be copied or downloaded')
    .option('--json', 'print JSON')
    .action((folder: string | undefined, options: ImportOptions) => {
      if ((folder === undefined) === (options.fromHub === undefined)) {
        throw new MegabaseError('usage', 'Give a FOLDER, or --from-hub ORG/NAME, and not both.');
      }
      return folder === undefined
        ? importFromHub(defined(options.fromHub), options, context)
        : importFromFolder(folder, options, context);
    });
}

async function importFromFolder(
  folder: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  const { json, dryRun } = options;
  if (dryRun) {
    const plan = openLibrary().planImport(folder);
    const lines = json ? [JSON.stringify(planJson(plan))] : planLines(plan);
    lines.forEach((line) => console.print(line));
    return;
  }
  announce(await copyIn(folder, options, context), json, context);
}

/** Says what will be copied, and copies it; a classifier in it becomes a head. */
async function copyIn(
  folder: string,
  options: ImportOptions,
  { console, signal }: CommandContext,
): Promise<Imported> {
  const library = openLibrary();
  const plan = library.planImport(folder);
  const classifier = library.planClassifier(plan, options);
  planLines(plan).forEach((line) => console.note(line));
  const onProgress = showProgress(plan.model.manifest.id, console);
  const imported = await library.importPlanned(plan, { signal, onProgress });
  console.endProgress();
  if (!classifier) return { imported };
  if (classifier.classifier.conjoined) {
    console.note('note: the classifier reads one strand; the published one may average over both');
  }
  try {
    return { imported, head: headCard(await library.addClassifier(imported, classifier)) };
  } catch (error) {
    library.remove(imported.model.manifest.id);
    throw error;
  }
}

interface Imported {
  readonly imported: LibraryModel;
  /** Of the classifier in it. */
  readonly head?: HeadCard;
}

async function importFromHub(
  repository: string,
  options: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { console, signal } = context;
  const { revision, yes, dryRun, json } = options;
  if (readChosen(findLocations().settings).offline) {
    throw new MegabaseError(
      'offline',
      `Megabase works offline, as you chose: ${repository} was not asked for.`,
    );
  }
  const hub = await findOnHub(repository, revision, signal);
  if (dryRun) {
    const lines = json ? [JSON.stringify(hub)] : hubLines(hub);
    lines.forEach((line) => console.print(line));
    return;
  }
  openLibrary().expectFree(defined(repository.split('/').at(-1)));
  hubLines(hub).forEach((line) => console.note(line));
  if (!yes && !(await confirm('Download these files?', signal))) {
    throw new MegabaseError('cancelled', 'Nothing was downloaded.');
  }
  announce(await fetchAndCopy(hub, options, context), json, context);
}

async function fetchAndCopy(
  hub: HubModel,
  options: ImportOptions,
  context: CommandContext,
): Promise<Imported> {
  const { console, signal } = context;
  const parent = cacheFolders(findLocations().cache).hub;
  const onProgress = showProgress(hub.repository, console);
  const folder = await downloadModel(hub, parent, { onProgress, signal });
  console.endProgress();
  const imported = await copyIn(folder, options, context);
  rmSync(downloadFolder(parent, hub.repository), { recursive: true });
  return imported;
}

function showProgress(title: string, console: CommandContext['console']) {
  return (progress: ImportProgress) =>
    console.share(title, progress.done / progress.total, importText(progress));
}

function announce(
  { imported, head }: Imported,
  json: boolean | undefined,
  { console }: CommandContext,
): void {
  const card = modelCard(imported);
  if (json) {
    return console.print(JSON.stringify({ ...card, classifier: head?.id }));
  }
  console.print(`imported ${card.id} to ${card.folder}`);
  if (!head) return;
  console.print(`imported its classifier to ${head.folder}: use it as ${card.id}+${head.id}`);
}
