import { defined } from '../../contract/index.ts';
import { GraphBuilder, type Value, linear, splitChannels } from '../graph/index.ts';
import type { DirectionalScan } from '../network.ts';
import type { StagedScan } from '../recurrence.ts';

import { caduceusSizes, type CaduceusConfig } from './config.ts';
import { applyNorm, combineOf, type CaduceusLayer } from './layer.ts';

/** A directional scan, cut at its convolution and its scan. */
export function stagedScan(
  layer: CaduceusLayer,
  scan: DirectionalScan,
  config: CaduceusConfig,
): StagedScan {
  const { d, e, n, k, r } = caduceusSizes(config);
  const { inProjection, core, outProjection } = defined(
    layer.mixers[scan.direction as 'forward' | 'reverse'],
  );
  return {
    recurrence: {
      kind: 'mamba',
      channels: e,
      states: n,
      conv: { weight: core.conv.weight.data, bias: core.conv.bias, width: k },
      a: core.a,
      stepBias: core.dtBias,
      skip: core.skip,
    },
    inputProjectionWidth: 2 * e,
    selectWidth: r + 2 * n,
    sharesInputProjection: layer.tied,
    inputProjection() {
      const g = new GraphBuilder('caduceus enter');
      const residual = g.input('residual', ['t', d]);
      const normed = applyNorm(g, residual, layer.norm, config.norm_epsilon);
      const inputProjection = linear(g, normed, inProjection.weight, inProjection.bias);
      g.output('input_projection', inputProjection, ['t', 2 * e]);
      return g.encode();
    },
    select() {
      const g = new GraphBuilder('caduceus select');
      const projected = linear(g, g.input('x', ['t', e]), core.xProjection);
      const [stepLow] = splitChannels(g, projected, [r, 2 * n]) as [Value, Value];
      g.output('step', linear(g, stepLow, core.dtProjection), ['t', e]);
      g.output('select', projected, ['t', r + 2 * n]);
      return g.encode();
    },
    outputProjection() {
      const g = new GraphBuilder('caduceus leave');
      const y = g.input('y', ['t', e]);
      let layerOutput = linear(g, y, outProjection.weight, outProjection.bias);
      if (scan.readsForwardPartial) {
        layerOutput = g.node(combineOf(config), [g.input('partial', ['t', d]), layerOutput]);
      }
      if (scan.writes === 'residual') {
        layerOutput = g.node('Add', [g.input('residual', ['t', d]), layerOutput]);
      }
      g.output('layer_output', layerOutput, ['t', d]);
      return g.encode();
    },
  };
}
