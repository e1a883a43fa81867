import { expect, it } from 'vitest';
import { BorderStates } from '../../src-main/engine/recurrent/perturbations/border-states.ts';
import {
  OutputScales,
  StateTolerance,
} from '../../src-main/engine/recurrent/perturbations/state-tolerance.ts';

it('how a scan is read tells nothing of the convolution, be its state as large', async () => {
  const place = { layer: 0, strand: 0, scan: 0 };
  const network = { layers: [{ streamed: [{}] }], strands: 1 } as never;
  const borders = new BorderStates(network);
  const kept = {
    forward_conv: new Float32Array(6).fill(1),
    forward_scan: new Float32Array(6).fill(1),
  };
  borders.keep(place, 0, kept);
  const scales = new OutputScales(1);
  scales.add(0, new Float32Array(4).fill(1), 4);
  const weights = { channels: new Float32Array(2), states: new Float32Array(3) };
  const pool = { stateWeights: () => Promise.resolve(weights) } as never;
  const tolerance = await StateTolerance.of(0.01, network, { pool, borders, scales });
  const off = new Float32Array(6).fill(2);
  expect(tolerance.agree(place, { ...kept, forward_scan: off }, kept)).toBe(true);
  expect(tolerance.agree(place, { ...kept, forward_conv: off }, kept)).toBe(false);
});
