/**
 * `npm run bench:extrapolation [-- --quick] [-- MODEL-FOLDER ...]`: what reading more than a model was
 * trained on is worth. The shipped models, a transformer that knows the grammar but reads in tiles, and
 * the models of the folders named read fresh genomes of the tutorial's grammar in pieces of one training
 * length up to a hundred; the genomes stay the same, so only how much is seen at once differs. The first
 * row is what a model sees whose state is reset every training length. The whole run, some 8 minutes on
 * two idle cores, writes `resources/extrapolation.svg` and the table in README.md anew; quick does
 * neither.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { root } from '../support/paths.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';
import { drawFigure } from './extrapolation/figure.ts';
import {
  fullPlan,
  makeGenome,
  quickPlan,
  trainingLength,
  type BenchPlan,
} from './extrapolation/genomes.ts';
import { replaceBlock } from './extrapolation/marked-block.ts';
import { measureLength, type LengthRow } from './extrapolation/measure-model.ts';
import { markdown, printed, type BenchReport } from './extrapolation/report.ts';
import { formatAuroc, formatKilobases } from './extrapolation/wording.ts';

process.env['ORT_DISABLE_TELEMETRY'] = '1';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const shipped = ['hawk-tutorial', 'caduceus-tutorial'].map((id) => join(root, 'native-models', id));
const work = mkdtempSync(join(tmpdir(), 'megabase-bench-'));
const transformer = join(work, 'transformer');
writeTinyTransformer(transformer, { tile: trainingLength });
const folders = [...shipped, transformer, ...positionals];
const report = await measure(folders, values.quick ? quickPlan : fullPlan).finally(() =>
  rmSync(work, { recursive: true, force: true }),
);
process.stdout.write(`${printed(report).join('\n')}\n`);
const figure = drawFigure(report.rows);
const output = join(root, 'bench-output');
mkdirSync(output, { recursive: true });
write(join(output, 'extrapolation.json'), `${JSON.stringify(report, null, 2)}\n`);
write(join(output, 'extrapolation.svg'), figure);
if (!values.quick) {
  write(join(root, 'resources/extrapolation.svg'), figure);
  const path = join(root, 'README.md');
  const text = replaceBlock(readFileSync(path, 'utf8'), 'extrapolation', markdown(report));
  const settings = { ...(await resolveConfig(path)), filepath: path };
  write(path, await format(text, settings));
}

async function measure(folders: readonly string[], plan: BenchPlan): Promise<BenchReport> {
  const threads = availableParallelism();
  const genomes = plan.genomes.map(makeGenome);
  const rows: LengthRow[] = [];
  for (const folder of folders) {
    const model = readModelPackage(folder);
    const loaded = { model, identity: await identifyModel(model) };
    for (const length of plan.lengths) {
      const options = { graphs: join(work, 'graphs'), threads };
      const row = await measureLength(loaded, genomes, length, options);
      process.stderr.write(
        `${row.model}, ${formatKilobases(length)} as one: ${formatAuroc(row)}\n`,
      );
      rows.push(row);
    }
  }
  return {
    machine: `${threads} threads of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    load: loadavg()[2]!,
    seeds: genomes.map(({ seed }) => seed),
    bases: genomes.reduce((sum, { length }) => sum + length, 0),
    rows,
  };
}

function write(path: string, text: string): void {
  writeFileSync(path, text);
  process.stdout.write(`wrote ${path}\n`);
}
