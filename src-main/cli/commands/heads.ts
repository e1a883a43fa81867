import { Command } from 'commander';
import { formatBytes } from '../../contract/index.ts';
import { headCard, type HeadCard } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import { formatTable } from '../console/index.ts';

interface JsonOption {
  readonly json?: boolean;
}

export function headsCommand({ console }: CommandContext): Command {
  const heads = new Command('heads');
  const printTable = (rows: readonly (readonly string[])[]) =>
    formatTable(rows).forEach((row) => console.print(row));

  heads
    .command('list')
    .description('List heads and the models they were trained on.')
    .option('--json', 'print JSON')
    .action(({ json }: JsonOption) => {
      const library = openLibrary();
      for (const { id, reason } of library.heads.broken()) {
        console.note(`note: ${id} was skipped: ${reason}`);
      }
      const cards = library.heads.list().map(headCard);
      if (json) return console.print(JSON.stringify(cards));
      const rows = cards.map((card) => [card.id, card.model.id, kinds(card), card.name]);
      printTable([['id', 'model', 'outputs', 'name'], ...rows]);
    });

  heads
    .command('info')
    .description("Show a head's outputs, training data and metrics.")
    .argument('<ID|FOLDER>')
    .option('--json', 'print JSON')
    .action((id: string, { json }: JsonOption) => {
      const card = headCard(openLibrary().heads.find(id));
      if (json) return console.print(JSON.stringify(card));
      printTable(facts(card));
      for (const { kind, over, columns } of card.outputs) {
        console.print('');
        console.print(`${kind}: ${over}`);
        printTable([['id', 'label', 'unit'], ...columns.map((c) => [c.id, c.label, c.unit])]);
      }
      if (card.trained === undefined) return;
      console.print('');
      console.print('trained:');
      printTable(record(card.trained));
    });

  heads
    .command('import')
    .description('Copy a folder with head.json and head.safetensors into the library.')
    .argument('<FOLDER>')
    .option('--json', 'print JSON')
    .action(async (folder: string, { json }: JsonOption) => {
      const library = openLibrary();
      const card = headCard(await library.importHead(folder));
      if (json) return console.print(JSON.stringify(card));
      console.print(`imported ${card.id} to ${card.folder}`);
      if (!library.list().some(({ model }) => model.manifest.id === card.model.id)) {
        console.note(`note: its model, ${card.model.id}, is not in the library`);
      }
    });

  heads
    .command('export')
    .description('Copy a head to a new folder, to share it.')
    .argument('<ID>')
    .argument('<FOLDER>')
    .action(async (id: string, folder: string) => {
      console.print(`exported ${id} to ${await openLibrary().heads.export(id, folder)}`);
    });

  heads
    .command('remove')
    .description('Remove a head from the library.')
    .argument('<ID>')
    .action((id: string) => {
      openLibrary().heads.remove(id);
      console.print(`removed ${id}`);
    });
  return heads;
}

function kinds({ outputs }: HeadCard): string {
  return outputs
    .map(({ kind, columns: { length } }) => {
      const what = kind === 'tracks' ? 'track' : `${kind} score`;
      return `${length} ${what}${length === 1 ? '' : 's'}`;
    })
    .join(', ');
}

function facts(card: HeadCard): string[][] {
  return [
    ['id', card.id],
    ['name', `${card.name} ${card.version}`],
    ['model', `${card.model.id} (${card.model.hash.slice(0, 12)})`],
    ['description', card.description ?? ''],
    ['task', card.taskTitle ?? ''],
    ['metric', card.metric ?? ''],
    ['licence', card.license ?? 'not stated'],
    ['citation', card.citation ?? 'not stated'],
    ['weights', formatBytes(card.weightBytes)],
    ['folder', card.folder],
  ].filter(([, value]) => value !== '');
}

/** Nested fields by their path: what was written down is printed as it is. */
function record(value: Readonly<Record<string, unknown>>, path = ''): string[][] {
  return Object.entries(value).flatMap(([key, one]) => {
    const name = path === '' ? key : `${path}.${key}`;
    const isPlain = typeof one === 'object' && one !== null && !Array.isArray(one);
    if (isPlain) return record(one as Record<string, unknown>, name);
    const text = Array.isArray(one) ? one.map(say).join(', ') : say(one);
    return [[`  ${name}`, text]];
  });
}

function say(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
