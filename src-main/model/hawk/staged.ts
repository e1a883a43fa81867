import { GraphBuilder } from '../graph/index.ts';
import type { DirectionalScan, StagedScan } from '../network/index.ts';
import type { Weights } from '../weights/index.ts';
import type { HawkConfig } from './config.ts';
import { hawkEpsilon } from './head.ts';
import { HawkBlock, multiplies, normScale } from './layer.ts';
import { readRgLru } from './rg-lru.ts';

/** A directional scan, cut at its convolution and its RG-LRU. */
export function stagedScan(
  weights: Weights,
  config: HawkConfig,
  layer: number,
  scan: DirectionalScan,
): StagedScan {
  const { width: d, lru_width: lru, conv1d_temporal_width: k } = config;
  const suffix = scan.direction === 'reverse' ? '_rev' : '';
  const unit = readRgLru(weights, `blocks.${layer}.recurrent_block`, suffix, config);
  const begin = (name: string) => {
    const g = new GraphBuilder(`hawk ${name}`);
    return { g, block: new HawkBlock(g, weights, config, layer) };
  };
  const outputProjection = () => {
    const { g, block } = begin('leave');
    const residual = g.input('residual', ['t', d]);
    const normed = g.input('normed', ['t', d]);
    const y = g.input('y', ['t', lru]);
    g.output('layer_output', block.outputProjection(residual, normed, y), ['t', d]);
    return g.encode();
  };
  return {
    norm: { scale: normScale(weights, config, layer, 'temporal_pre_norm'), epsilon: hawkEpsilon },
    recurrence: {
      kind: 'rg-lru',
      channels: lru,
      width: lru / config.num_heads,
      conv: { weight: unit.conv.weight.data, bias: unit.conv.bias, width: k },
      logDecay: unit.logDecay,
      inputGate: unit.inputGate,
      decayGate: unit.decayGate,
      multiplies: multiplies(config),
    },
    inputProjectionWidth: lru,
    selectWidth: 0,
    sharesInputProjection: true,
    inputProjection() {
      const { g, block } = begin('enter');
      const normed = g.input('normed', ['t', d]);
      g.output('input_projection', block.inputProjection(normed), ['t', lru]);
      return g.encode();
    },
    select: undefined,
    outputProjection: scan.writes === 'partial' ? undefined : outputProjection,
    readsResidual: true,
    readsNormed: scan.writes === 'residual',
  };
}
