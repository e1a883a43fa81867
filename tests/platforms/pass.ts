import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined } from '../../src-main/contract/index.ts';
import { KeptNetwork } from '../../src-main/engine/recurrent/scans/kept-network.ts';
import { runPass } from '../../src-main/engine/recurrent/run-pass.ts';
import {
  identifyModel,
  readModelPackage,
  type NetworkPackage,
} from '../../src-main/model/index.ts';
import { loadNative, openRunner } from '../../src-main/native/index.ts';
import { referenceModels } from '../support/paths.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

export interface PlatformPass {
  readonly platform: string;
  /** As `NativeKernel.instructionSets` lists them. */
  readonly instructionSets: readonly string[];
  /** Of ONNX Runtime, by the runner; null where that is switched off, and its binding computes. */
  readonly runner: string | null;
  readonly scan: unknown;
  /** Calls of the runner for a chunk of a layer. */
  readonly layerScans: number;
  readonly logits: readonly number[];
}

/** 1,000 bases of the tutorial by its Caduceus, in two chunks, in this process, wherever it runs. */
export async function pass(): Promise<PlatformPass> {
  const graphs = mkdtempSync(join(tmpdir(), 'megabase-graphs-'));
  const module = defined(loadNative().module);
  let layerScans = 0;
  const runLayerScan = module.runLayerScan.bind(module);
  module.runLayerScan = (...args) => {
    layerScans++;
    return runLayerScan(...args);
  };
  let scan: unknown;
  const logits: number[] = [];
  try {
    const folder = referenceModels['caduceus-tutorial'];
    const model = readModelPackage(folder) as NetworkPackage;
    const tokens = tutorialContig('chrT2').subarray(0, 1000);
    const { hash: modelHash } = await identifyModel(model);
    await runPass(
      new KeptNetwork(model),
      {
        ...{ model: folder, modelHash, graphs, tokens, start: 0 },
        ...{ chunk: 512, provider: 'cpu', threads: 2 },
        raw: { start: 0, end: tokens.length },
      },
      (reply) => {
        if (reply.kind === 'begun') scan = reply.scan;
        if (reply.kind === 'raw') logits.push(...reply.logits);
        return Promise.resolve();
      },
    );
  } finally {
    module.runLayerScan = runLayerScan;
    rmSync(graphs, { recursive: true });
  }
  const runner = openRunner();
  return {
    platform: `${process.platform}-${process.arch}`,
    instructionSets: module.instructionSets(),
    runner: runner.runner ? runner.version : null,
    ...{ scan, layerScans, logits },
  };
}
