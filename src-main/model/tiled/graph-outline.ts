import { fromBinary } from '@bufbuild/protobuf';
import { TensorProto_DataType, ValueInfoProtoSchema } from 'onnx-buf';
import { MegabaseError } from '../../contract/index.ts';
import { WireReader, type WireField } from './wire-reader.ts';

/** An input or output of a graph. */
export interface GraphValue {
  readonly name: string;
  /** `float32`, `int64`, ... */
  readonly type: string;
  /** A name, or `?`, where the length is free; undefined where the graph says nothing. */
  readonly dims: readonly (number | string)[] | undefined;
}

/** What an ONNX file says of itself, its weights left out. */
export interface GraphOutline {
  /** Those that have to be fed. */
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Locations of the files with weights outside this one, as written. */
  readonly external: readonly string[];
}

type Message = 'model' | 'graph' | 'node' | 'attribute' | 'function' | 'training' | Tensors;
type Tensors = 'tensor' | 'sparse' | 'external';

/** Which fields of ONNX's messages may hold tensors. Source: github.com/onnx/onnx, onnx/onnx.proto. */
const within: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'external' },
  external: {},
};

/** Reads what `path` says of itself. Error: `model-graph` for what is no ONNX model. */
export function readGraphOutline(path: string): GraphOutline {
  const reader = new WireReader(path);
  try {
    return readOutline(reader);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MegabaseError('model-graph', `${path} is not a complete ONNX model: ${why}.`, {
      cause,
    });
  } finally {
    reader.close();
  }
}

function readOutline(reader: WireReader): GraphOutline {
  const all = { start: 0, end: reader.size };
  const graphs = [...reader.fields(all.start, all.end)].filter(({ number }) => number === 7);
  if (graphs.length === 0) throw new Error('there is no graph in it');
  const inputs: GraphValue[] = [];
  const outputs: GraphValue[] = [];
  const initial = new Set<string>();
  for (const graph of graphs) {
    for (const field of reader.fields(graph.start, graph.end)) {
      if (field.number === 11) inputs.push(readValue(reader, field));
      if (field.number === 12) outputs.push(readValue(reader, field));
      if (field.number === 5) initial.add(nameOf(reader, field));
    }
  }
  const external = new Set<string>();
  findExternal(reader, 'model', all, external);
  // Older files name their weights among the inputs.
  return {
    inputs: inputs.filter(({ name }) => !initial.has(name)),
    outputs,
    external: [...external].sort(),
  };
}

function findExternal(
  reader: WireReader,
  message: Message,
  { start, end }: Pick<WireField, 'start' | 'end'>,
  found: Set<string>,
): void {
  if (message === 'external') {
    // A field that is there twice counts as its last one for some readers: none may name another file.
    const fields = [...reader.fields(start, end)];
    const texts = (number: number) =>
      fields.filter((field) => field.number === number).map((field) => reader.text(field));
    if (texts(1).includes('location')) texts(2).forEach((location) => found.add(location));
    return;
  }
  for (const field of reader.fields(start, end)) {
    const inner = within[message][field.number];
    if (inner !== undefined) findExternal(reader, inner, field, found);
  }
}

function nameOf(reader: WireReader, tensor: WireField): string {
  const name = [...reader.fields(tensor.start, tensor.end)].find(({ number }) => number === 8);
  return name === undefined ? '' : reader.text(name);
}

function readValue(reader: WireReader, field: WireField): GraphValue {
  const { name, type } = fromBinary(ValueInfoProtoSchema, reader.bytes(field));
  if (type?.value.case !== 'tensorType') return { name, type: 'no tensor', dims: undefined };
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }) => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' && value.value !== '' ? value.value : '?';
  });
  return { name, type: typeName(elemType), dims };
}

function typeName(type: number): string {
  const name = TensorProto_DataType[type]?.toLowerCase() ?? `type ${type}`;
  return name === 'float' ? 'float32' : name;
}
