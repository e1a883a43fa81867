import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readModelPackage } from '../../src-main/model/index.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { findDependencies } from '../../src-main/analysis/dependencies/index.ts';
import { resultOf } from '../../src-main/analysis/events/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { EventLog, unstopped } from '../support/event-log.ts';
import { writeFasta } from '../support/cli-genome.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeGraphManifest, writeTokenGraph } from '../support/token-graph.ts';

it('with a graph that knows of each k-mer alone, bases of one k-mer depend on each other and no others', async () => {
  const folder = temporaryFolder();
  writeTokenGraph(folder, { v: 80, type: 'INT64', tokens: 'n' });
  writeGraphManifest(folder, {
    input: {
      ...{ kind: 'tokens', name: 'ids', type: 'int64' },
      vocabulary: { kind: 'kmers', k: 3, order: 'ACGT', first: 10, unknown: 1 },
    },
    tiling: { length: 24, centre: 12 },
    outputs: [{ kind: 'lm', name: 'logits' }],
  });
  writeFasta(join(folder, 'genome.fa'), { chr1: 'ACGTTGCAAGGATTACAACGNACTAGCATCGATTAGGCAT' });
  const genome = await openFasta(join(folder, 'genome.fa'), { indexFolder: folder });
  const model = await loadModel({ model: readModelPackage(folder), origin: 'folder' });
  const place = { contig: 'chr1', start: 12, end: 21 };
  const events = findDependencies(
    { genome, model, graphs: join(folder, 'graphs') },
    { region: place, flank: 1_000, tolerance: 0.01, provider: 'cpu', threads: 1 },
    unstopped,
  );
  const log = new EventLog();
  const map = await resultOf(events, log.onEvent);
  await genome.close();
  expect(log.notes).toEqual([]);
  expect(map.model).toMatchObject({ family: 'onnx', tile: 24 });
  for (const [index, value] of map.values.entries()) {
    const [from, to] = [Math.floor(index / 9), index % 9];
    // The last one is N: nothing is substituted there, and nothing is said of it. Its k-mer is the unknown one.
    if (from === to || from === 8 || to === 8) expect(value).toBeNaN();
    else if (from < 6 && Math.floor(from / 3) === Math.floor(to / 3))
      expect(value).toBeGreaterThan(0.01);
    else expect(value).toBe(0);
  }
});
