import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { MegabaseError, type ImportProgress } from '../../contract/index.ts';
import {
  cacheFolders,
  downloadFolder,
  downloadModel,
  findLocations,
  findOnHub,
  modelCard,
  type HubModel,
  type LibraryModel,
} from '../../service/index.ts';
import { confirm } from '../confirm.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { hubLines, importText, planJson, planLines } from '../import-report.ts';

interface ImportOptions {
  readonly fromHub?: string;
  readonly revision?: string;
  readonly yes?: boolean;
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
    .option('--dry-run', 'only say what would be copied or downloaded')
    .option('--json', 'print as JSON')
    .action((folder: string | undefined, options: ImportOptions) => {
      if ((folder === undefined) === (options.fromHub === undefined)) {
        throw new MegabaseError('usage', 'Give a FOLDER, or --from-hub ORG/NAME, and not both.');
      }
      return folder === undefined
        ? importFromHub(options.fromHub!, options, context)
        : importFromFolder(folder, options, context);
    });
}

async function importFromFolder(
  folder: string,
  { json, dryRun }: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  if (dryRun) {
    const plan = openLibrary().planImport(folder);
    const lines = json ? [JSON.stringify(planJson(plan))] : planLines(plan);
    return lines.forEach((line) => console.print(line));
  }
  announce(await copyIn(folder, context), json, context);
}

/** Says what will be copied, and copies it. */
async function copyIn(folder: string, { console, signal }: CommandContext): Promise<LibraryModel> {
  const library = openLibrary();
  const plan = library.planImport(folder);
  planLines(plan).forEach((line) => console.note(line));
  const onProgress = showProgress(plan.model.manifest.id, console);
  const imported = await library.importPlanned(plan, { signal, onProgress });
  console.endProgress();
  return imported;
}

async function importFromHub(
  repository: string,
  { revision, yes, dryRun, json }: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { console, signal } = context;
  const hub = await findOnHub(repository, revision, signal);
  if (dryRun) {
    const lines = json ? [JSON.stringify(hub)] : hubLines(hub);
    return lines.forEach((line) => console.print(line));
  }
  openLibrary().expectFree(repository.split('/').at(-1)!);
  hubLines(hub).forEach((line) => console.note(line));
  if (!yes && !(await confirm('Download these files?', signal))) {
    throw new MegabaseError('cancelled', 'Nothing was downloaded.');
  }
  announce(await fetchAndCopy(hub, context), json, context);
}

async function fetchAndCopy(hub: HubModel, context: CommandContext): Promise<LibraryModel> {
  const { console, signal } = context;
  const parent = cacheFolders(findLocations().cache).hub;
  const onProgress = showProgress(hub.repository, console);
  const folder = await downloadModel(hub, parent, { onProgress, signal });
  console.endProgress();
  const imported = await copyIn(folder, context);
  rmSync(downloadFolder(parent, hub.repository), { recursive: true });
  return imported;
}

function showProgress(title: string, console: CommandContext['console']) {
  return (progress: ImportProgress) =>
    console.share(title, progress.done / progress.total, importText(progress));
}

function announce(
  imported: LibraryModel,
  json: boolean | undefined,
  { console }: CommandContext,
): void {
  const card = modelCard(imported);
  console.print(json ? JSON.stringify(card) : `imported ${card.id} to ${card.folder}`);
}
