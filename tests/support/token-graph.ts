import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';
import { GraphBuilder, type Dimension } from '../../src-main/model/graph/graph-builder.ts';
import { Random } from './random.ts';

export interface TokenGraph {
  readonly v: number;
  readonly type: 'INT64' | 'INT32';
  /** Tokens; a name where their number is free. */
  readonly tokens: Dimension;
  /** Name of the input; `ids` where absent. */
  readonly ids?: string;
  /** With an input `attention_mask`, which the logits are multiplied by. */
  readonly masked?: boolean;
}

/** Logits `[v][v]` by token: row `id` is what the graph says where it reads `id`. */
export function tokenTable(v: number): Float32Array {
  return new Random(v).floats(v * v, 3);
}

/** Writes `model.onnx`: `ids [b,tokens]` to `logits [b,tokens,v]`, a row of the table each. */
export function writeTokenGraph(
  folder: string,
  { v, type, tokens, masked, ids: name = 'ids' }: TokenGraph,
): void {
  const g = new GraphBuilder('table');
  const ids = g.input(name, ['b', tokens]);
  const rows = g.node('Gather', [g.weight(tokenTable(v), [v, v]), ids]);
  let logits = rows;
  if (masked) {
    const mask = g.node('Cast', [g.input('attention_mask', ['b', tokens])], {
      attributes: { to: TensorProto_DataType.FLOAT },
    });
    logits = g.node('Mul', [rows, g.node('Unsqueeze', [mask, g.integers([2])])]);
  }
  g.output('logits', logits, ['b', tokens, v]);
  const model = fromBinary(ModelProtoSchema, g.encode());
  // The builder writes float32 inputs; these are integers.
  for (const { type: own } of model.graph!.input) {
    if (own?.value.case === 'tensorType') own.value.value.elemType = TensorProto_DataType[type];
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.onnx'), toBinary(ModelProtoSchema, model));
}

/** Writes `manifest.json` of a graph. */
export function writeGraphManifest(folder: string, more: object): void {
  const manifest = {
    formatVersion: 1,
    id: 'graph',
    name: 'Graph',
    version: '1.0.0',
    family: 'onnx',
    license: 'CC0-1.0',
    ...more,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}
