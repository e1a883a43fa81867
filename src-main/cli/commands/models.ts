import { Command } from 'commander';
import {
  formatBytes,
  howRead,
  MegabaseError,
  type ModelCard,
  basePairs,
} from '../../contract/index.ts';
import { chooseCache } from '../../analysis/environment/index.ts';
import { ScratchFolder } from '../../cache/index.ts';
import { cacheFolders } from '../../home/index.ts';
import { loadModel, modelCard, type LibraryModel } from '../../library/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { verifyModel } from '../../analysis/verify/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import {
  addComputeOptions,
  addSpillOption,
  parseNumber,
  type ComputeOptions,
  type SpillOption,
} from '../options/index.ts';
import { openNotes, formatTable, placeText, scanText, spillText } from '../console/index.ts';
import { importCommand } from './import-model.ts';

interface JsonOption {
  readonly json?: boolean;
}

export function modelsCommand(context: CommandContext): Command {
  const { console } = context;
  const models = new Command('models');

  models
    .command('list')
    .description('List shipped and imported models.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) => {
      const library = openLibrary();
      for (const { id, reason } of library.broken()) {
        console.note(`note: ${id} was skipped: ${reason}`);
      }
      const cards = [...library.list(), ...library.withHeads()].map(modelCard);
      if (json) return console.print(JSON.stringify(cards));
      const rows = cards.map((card) => [card.id, familyText(card), card.origin, card.name]);
      formatTable([['id', 'family', 'origin', 'name'], ...rows]).forEach((row) =>
        console.print(row),
      );
    });

  models
    .command('info')
    .description("Show a model's tracks, context, licence and citation.")
    .argument('<ID|FOLDER>')
    .option('--json', 'print JSON')
    .action((id: string, { json }: JsonOption) => info(openLibrary().find(id), json, context));

  models.addCommand(importCommand(context));

  models
    .command('remove')
    .description('Remove an imported model.')
    .argument('<ID>')
    .action((id: string) => {
      openLibrary().remove(id);
      console.print(`removed ${id}`);
    });

  const verify = models
    .command('verify')
    .description("Compare a model's outputs with reference outputs, tensor by tensor.")
    .argument('<ID|FOLDER>')
    .option('--reference <FILE>', 'reference outputs (default: expected.safetensors of the model)')
    .option(
      '--tolerance <X>',
      'largest difference allowed, in standard deviations',
      parseNumber,
      1e-3,
    )
    .option('--json', 'print JSON');
  addComputeOptions(addSpillOption(verify)).action((id: string, options: VerifyOptions) =>
    verifyAction(id, options, context),
  );
  return models;
}

/** `onnx (tiles of 12,288 bp)` */
function familyText({ family, tile }: ModelCard): string {
  return tile === undefined ? family : `${family} (tiles of ${basePairs(tile)})`;
}

function info(found: LibraryModel, json: boolean | undefined, { console }: CommandContext): void {
  const card = modelCard(found);
  if (json) return console.print(JSON.stringify(card));
  const bp = (value: number | undefined) =>
    value === undefined ? 'not stated' : `${value.toLocaleString('en-US')} bp`;
  const rows = [
    ['id', card.id],
    ['name', `${card.name} ${card.version}`],
    ['family', card.family],
    ['members', card.members?.join(', ') ?? ''],
    ['reads', card.tile === undefined ? '' : howRead(card)],
    ['needs on each side', card.margin === undefined ? '' : bp(card.margin)],
    ['description', card.description ?? ''],
    ['trained on', card.trainedOn ?? ''],
    ['training context', bp(card.trainingContext)],
    ['useful context', bp(card.usefulContext)],
    ['licence', card.license],
    ['citation', card.citation ?? 'not stated'],
    ['weights', formatBytes(card.weightBytes)],
    ['folder', card.folder],
  ];
  formatTable(rows.filter(([, value]) => value !== '')).forEach((row) => console.print(row));
  console.print('');
  const tracks = card.tracks.map(({ id, label, unit, bin }) => [id, label, unit, `${bin} bp`]);
  formatTable([['track', 'label', 'unit', 'bin'], ...tracks]).forEach((row) => console.print(row));
  if (card.scores === undefined) return;
  console.print('');
  const scores = card.scores.map(({ id, label, unit, of }) => [id, label, unit, of]);
  formatTable([['score', 'label', 'unit', 'of'], ...scores]).forEach((row) => console.print(row));
}

interface VerifyOptions extends ComputeOptions, SpillOption, JsonOption {
  readonly reference?: string;
  readonly tolerance: number;
}

async function verifyAction(
  id: string,
  options: VerifyOptions,
  context: CommandContext,
): Promise<void> {
  const scratch = new ScratchFolder();
  try {
    await verify(id, options, scratch, context);
  } finally {
    scratch.close();
  }
}

async function verify(
  id: string,
  options: VerifyOptions,
  scratch: ScratchFolder,
  { console, signal, startComputeProcess }: CommandContext,
): Promise<void> {
  const model = await loadModel(openLibrary().find(id));
  let begun = '';
  const { onEvent, onNote } = openNotes(console);
  const { graphs } = cacheFolders(chooseCache(undefined, scratch, onNote).folder);
  const comparisons = await resultOf(
    verifyModel({ model, graphs, scratch, startComputeProcess }, options, signal),
    (event) => {
      onEvent(event);
      if (event.kind === 'progress') console.progress(id, event.progress);
      if (event.kind === 'note' && event.note.kind === 'compute') {
        const { notes, scan, chunk, chunks, spilledBytes } = event.note.begun;
        notes.forEach((note) => console.note(note));
        begun = `${placeText(event.note.begun)}, ${chunks} x ${chunk} tokens, ${scanText(scan)}${spillText(spilledBytes)}`;
      }
    },
  );
  console.endProgress();
  if (options.json) {
    console.print(
      JSON.stringify({ model: model.identity, tolerance: options.tolerance, comparisons }),
    );
  } else {
    const rows = comparisons.map(({ tensor, largestDifference, standardDeviation, ratio }) => [
      tensor,
      ...[largestDifference, standardDeviation, ratio].map((value) => value.toExponential(2)),
    ]);
    console.print(`${model.identity.name} (${begun})`);
    const header = ['tensor', 'largest difference', 'standard deviation', 'ratio'];
    formatTable([header, ...rows]).forEach((row) => console.print(row));
  }
  const worst = comparisons.find(({ ratio }) => !(ratio <= options.tolerance));
  if (worst) {
    throw new MegabaseError(
      'reference-differs',
      `${worst.tensor} differs from its reference by ${worst.ratio.toExponential(2)} standard ` +
        `deviations; ${options.tolerance} are allowed.`,
    );
  }
}
