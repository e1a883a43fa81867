import { defined } from '../../contract/index.ts';
import { GraphBuilder, type Matrix } from '../graph/index.ts';
import type { DirectionalScan, StagedScan } from '../network/index.ts';
import type { CaduceusConfig } from './config.ts';
import { addToResidual, combineOf, type CaduceusLayer } from './layer.ts';
import { applyNorm } from './norm.ts';
import { project } from './projections.ts';

/** A directional scan, cut at its convolution and its recurrence. */
export function stagedScan(
  layer: CaduceusLayer,
  scan: DirectionalScan,
  config: CaduceusConfig,
): StagedScan {
  const { d_model: d, norm_epsilon } = config;
  const { core, projections } = defined(layer.mixers[scan.direction as 'forward' | 'reverse']);
  const stages = core.staged(projections);
  const { recurrence, inputProjectionWidth, selectWidth, select, readsNormed } = stages;
  const readsResidual = readsNormed || scan.writes === 'residual';
  // What comes after may make more of it, or less.
  const isOnlyAdded =
    recurrence.kind === 'mamba' && combineOf(config) === 'Add' && layer.mlp === undefined;
  return {
    ...{ recurrence, inputProjectionWidth, selectWidth, select, readsResidual },
    readout: isOnlyAdded ? () => columnScales(projections.output.weight) : undefined,
    sharesInputProjection: layer.tied,
    inputProjection() {
      const g = new GraphBuilder('caduceus enter');
      const residual = g.input('residual', ['t', d]);
      const normed = applyNorm(g, residual, layer.norm, norm_epsilon);
      const entered = stages.inputProjection(g, normed);
      g.output('input_projection', entered, ['t', inputProjectionWidth]);
      return g.encode();
    },
    outputProjection() {
      const g = new GraphBuilder('caduceus leave');
      const y = g.input('y', ['t', recurrence.channels]);
      const residual = readsResidual ? g.input('residual', ['t', d]) : undefined;
      const normed = () => applyNorm(g, defined(residual), layer.norm, norm_epsilon);
      let layerOutput = project(g, stages.beforeOutput(g, y, normed), projections.output);
      if (scan.readsForwardPartial) {
        layerOutput = g.node(combineOf(config), [g.input('partial', ['t', d]), layerOutput]);
      }
      if (scan.writes === 'residual') {
        layerOutput = addToResidual(g, defined(residual), layerOutput, layer, config);
      }
      g.output('layer_output', layerOutput, ['t', d]);
      return g.encode();
    },
  };
}

/** Root mean square of each column of a weight `[out, in]`. */
function columnScales({ data, shape }: Matrix): Float32Array {
  const [rows, columns] = shape as [number, number];
  const squares = new Float32Array(columns);
  for (let i = 0; i < data.length; i++) squares[i % columns]! += data[i]! ** 2;
  return squares.map((sum) => Math.sqrt(sum / rows));
}
