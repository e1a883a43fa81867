import { expect, it } from 'vitest';
import { KeptNetwork } from '../../src-main/engine/recurrent/scans/kept-network.ts';
import { openScans } from '../../src-main/engine/recurrent/scans/open-scans.ts';
import { ResultBuffers } from '../../src-main/engine/recurrent/perturbations/buffer-pool.ts';
import { PerturbedRun } from '../../src-main/engine/recurrent/perturbations/perturbed-run.ts';
import { planPerturbations } from '../../src-main/engine/perturbation-plan/plan-perturbations.ts';
import { ReferenceRun } from '../../src-main/engine/recurrent/perturbations/reference-run.ts';
import { runPerturbed } from '../../src-main/engine/recurrent/perturbations/run-perturbed.ts';
import { ScanPool } from '../../src-main/engine/recurrent/perturbations/scan-pool.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { expectNetwork } from '../../src-main/model/package/package.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();

it('a wide Caduceus that changes everywhere takes no more than is planned: its scans share where there is room', async () => {
  const folder = temporaryFolder();
  // A block's values fill little more than half of their buffers: no width makes more of them.
  const config = { model_type: 'caduceus', d_model: 136, n_layer: 3, rcps: true } as const;
  writeRandomModel(folder, { seed: 1, config });
  const model = expectNetwork(readModelPackage(folder));
  const { hash: modelHash } = await identifyModel(model);
  const kept = new KeptNetwork(model);
  const job = { provider: 'cpu', graphs, modelHash, threads: 2 } as const;
  const open = await kept.open(job, () => Promise.resolve());
  const { network } = open;
  const scans = await openScans(network, { ...open.settings, kept: undefined });
  const pool = new ScanPool(network, 2, (layer, scan) => scans.open(layer, scan));

  const tokens = tutorialContig('chrT2').subarray(0, 3000);
  const { length } = tokens;
  const edits = [{ start: 1500, end: 1501, tokens: Uint8Array.of(tokens[1500] === 7 ? 9 : 7) }];
  // As little as is not refused.
  const planned = { length, provider: 'cpu', spill: 'never', edits } as const;
  const plan = planPerturbations(network, planned, 275e6);
  const { grid, slabBytes: room } = plan;
  const reference = new ReferenceRun(network, grid, tokens, {
    ...{ pool, room, origin: 0, kept: plan.kept, resident: plan.resident, checkpoint: undefined },
  });
  await reference.run(() => undefined);
  const tolerances = { tolerance: 0, states: await reference.tolerance(0) };
  const peakOf = async (own: number) => {
    const runs = [0, 1].map((strand) => new PerturbedRun(reference, strand, edits, tolerances));
    const buffers = new ResultBuffers(pool.buffers, own);
    const user = { layer: 0 };
    reference.slabs.enter(user);
    await runPerturbed(network, runs, pool, { user, buffers }, () => undefined);
    reference.slabs.leave(user);
    buffers.giveBack();
    expect(runs.map(({ changed }) => changed.length)).toEqual([grid.count, grid.count]);
    return buffers.peakBytes;
  };
  const least = await peakOf(0);
  expect(least).toBeLessThanOrEqual(plan.mostBytes);
  expect(await peakOf(plan.perturbedBytes)).toBeLessThanOrEqual(
    Math.max(plan.mostBytes, plan.perturbedBytes),
  );
  const { sharedProjection } = await pool.chainTraits();
  if (sharedProjection > 0) expect(await peakOf(Infinity)).toBeGreaterThan(plan.mostBytes);
  await pool.release();
  await kept.close();
});
