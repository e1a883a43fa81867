/**
 * The figures of the card on the region that ships, from a run by this program, of the finished
 * sequence and of a draft of it with one wrong insertion or deletion in 100 bp.
 *
 *     npm run measure:yeast
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEnvironment } from '../../src-main/analysis/environment/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { findGenes } from '../../src-main/analysis/genes/index.ts';
import { predict } from '../../src-main/analysis/predict/index.ts';
import { readYeastRegion } from '../../src-main/analysis/tutorial/index.ts';
import { defined } from '../../src-main/contract/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { loadModel, ModelLibrary } from '../../src-main/library/index.ts';
import {
  baseLabels,
  binLabels,
  calledCoding,
  callFigures,
  draftLabels,
  frameScores,
  trackFigures,
  type TrackFigures,
} from './figures.ts';

const locations = findLocations();
const { contig, sequence, genes, draft, draftGenes } = await readYeastRegion(locations.resources);
const labels = baseLabels(genes, sequence.length);
const model = await loadModel(new ModelLibrary(locations).find('hawk-yeast'));
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'megabase-'));
const print = (line: string) => process.stdout.write(`${line}\n`);

try {
  print(`${contig}, ${model.identity.name} ${model.identity.version}`);
  await measure('As it is', { sequence, genes, labels });
  await measure(`With ${draft.edits.length} insertions and deletions of one base`, {
    ...{ sequence: draft.sequence, genes: draftGenes },
    labels: draftLabels(labels, draft),
  });
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(
  title: string,
  known: { sequence: string; genes: typeof genes; labels: typeof labels },
): Promise<void> {
  const fasta = join(folder, `${known.sequence.length}.fa`);
  writeFileSync(fasta, `>region\n${known.sequence}\n`);
  const opened = await openEnvironment(
    { fasta, cache: join(folder, 'cache') },
    { onNote: () => undefined, signal },
  );
  try {
    const environment = { ...opened, model };
    const region = { contig: 'region', start: 0, end: known.sequence.length };
    const settings = { provider: 'cpu', threads: 2 } as const;
    const ignore = () => undefined;
    const spec = { ...settings, region };
    const { tracks } = await resultOf(predict(environment, spec, signal), ignore);
    print(`\n${title}\n`);
    print('| track | AUROC | AUPRC | precision at 0.5 | recall at 0.5 |');
    print('|---|---|---|---|---|');
    for (const { info, values } of tracks) {
      const label = known.labels[info.id];
      if (label) print(row(info.id, trackFigures(values, binLabels(label, info.bin))));
    }
    for (const [id, strand] of [
      ['cds_plus', '+'],
      ['cds_minus', '-'],
    ] as const) {
      const scores = frameScores(known.sequence, strand, 16);
      const truth = binLabels(defined(known.labels[id]), 16);
      print(row(`${id}, search for reading frames`, trackFigures(scores, truth, 1)));
    }
    const called = calledCoding(known.genes, tracks);
    const missed = known.genes.filter((gene) => !called.includes(gene)).map(({ name }) => name);
    print(
      `\n${called.length} of ${known.genes.length} genes called coding; not ${missed.join(', ')}`,
    );
    const found = await resultOf(
      findGenes(environment, { ...settings, regions: [region] }, signal),
      ignore,
    );
    const calls = callFigures(found.genes, known.genes);
    print(
      `megabase genes: ${calls.calls} calls, ${calls.onGenes} of them on a gene; ` +
        `${calls.found} of ${calls.genes} genes found, ${calls.oneToOne} by a call of their own, ` +
        `${calls.sameFrame} with the very reading frame`,
    );
  } finally {
    await opened.close();
  }
}

function row(name: string, { auroc, auprc, precision, recall }: TrackFigures): string {
  const [a, b] = [auroc.toFixed(3), auprc.toFixed(3)];
  return `| ${name} | ${a} | ${b} | ${precision.toFixed(2)} | ${recall.toFixed(2)} |`;
}
