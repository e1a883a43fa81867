import { defined } from '../../contract/index.ts';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type ValueInfoProto,
} from 'onnx-buf';

/** ONNX intermediate representation and operator sets that ONNX Runtime 1.30 accepts (measured). */
const irVersion = 10n;
const opsets = [
  { domain: '', version: 22n },
  { domain: 'com.microsoft', version: 1n },
];

/** A value in a graph, by its name. */
export type Value = string & { readonly value: unique symbol };

/** A dimension: a number, or a name for a length that is free until the graph runs. */
export type Dimension = number | string;

type Attribute = number | string | readonly number[] | { readonly float: number };

/** What a graph is to run on: some operators are right on the CPU alone. */
export type GraphTarget = 'cpu' | 'gpu';

export interface NodeOptions {
  readonly domain?: 'com.microsoft';
  /** Integers by default; `{ float: x }` for a float. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly outputs?: number;
}

/**
 * Writes one ONNX graph, node by node, in the order they run.
 *
 *     const g = new GraphBuilder('double');
 *     const x = g.input('x', ['t']);
 *     g.output('y', g.node('Add', [x, x]), ['t']);
 *     const bytes = g.encode();
 *
 * Format: ONNX IR specification, github.com/onnx/onnx, docs/IR.md.
 */
export class GraphBuilder {
  readonly target: GraphTarget;
  readonly #graph: GraphProto;
  #names = 0;

  constructor(name: string, target: GraphTarget = 'cpu') {
    this.target = target;
    this.#graph = create(GraphProtoSchema, { name });
  }

  /** A float32 input. */
  input(name: string, dimensions: readonly Dimension[]): Value {
    this.#graph.input.push(describe(name, dimensions));
    return name as Value;
  }

  /** An int32 input, such as token ids. */
  integerInput(name: string, dimensions: readonly Dimension[]): Value {
    this.#graph.input.push(describe(name, dimensions, TensorProto_DataType.INT32));
    return name as Value;
  }

  /** Declares `value` as the graph's float32 output `name`. */
  output(name: string, value: Value, dimensions: readonly Dimension[]): void {
    this.#graph.node.push(
      create(NodeProtoSchema, { opType: 'Identity', input: [value], output: [name] }),
    );
    this.#graph.output.push(describe(name, dimensions));
  }

  /** A float32 weight; its data is copied into the graph. */
  weight(data: Float32Array, dimensions: readonly number[]): Value {
    return this.#initializer(TensorProto_DataType.FLOAT, data, dimensions);
  }

  /** A small vector of integers, such as axes or a shape. */
  integers(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.#initializer(TensorProto_DataType.INT64, data, [values.length]);
  }

  scalar(value: number): Value {
    return this.#initializer(TensorProto_DataType.FLOAT, Float32Array.of(value), []);
  }

  /** Adds a node with one output. */
  node(opType: string, inputs: readonly Value[], options: NodeOptions = {}): Value {
    return defined(this.nodes(opType, inputs, { ...options, outputs: 1 })[0]);
  }

  /** Adds a node with several outputs. */
  nodes(opType: string, inputs: readonly Value[], options: NodeOptions): Value[] {
    const output = Array.from({ length: options.outputs ?? 1 }, () => this.#fresh());
    this.#graph.node.push(
      create(NodeProtoSchema, {
        opType,
        domain: options.domain ?? '',
        input: [...inputs],
        output,
        attribute: Object.entries(options.attributes ?? {}).map(encodeAttribute),
      }),
    );
    return output;
  }

  encode(): Uint8Array {
    const model = create(ModelProtoSchema, {
      irVersion,
      producerName: 'megabase',
      opsetImport: opsets.map((opset) => create(OperatorSetIdProtoSchema, opset)),
      graph: this.#graph,
    });
    return toBinary(ModelProtoSchema, model);
  }

  #initializer(
    dataType: TensorProto_DataType,
    data: Float32Array | BigInt64Array,
    dimensions: readonly number[],
  ): Value {
    const size = dimensions.reduce((product, n) => product * n, 1);
    if (size !== data.length) {
      throw new Error(`weight of ${data.length} values does not have shape [${dimensions.join()}]`);
    }
    const name = this.#fresh();
    // ONNX stores raw data little endian, as every platform that Electron runs on does.
    const rawData = new Uint8Array(
      data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer,
    );
    this.#graph.initializer.push(
      create(TensorProtoSchema, { name, dataType, dims: dimensions.map(BigInt), rawData }),
    );
    return name;
  }

  #fresh(): Value {
    this.#names += 1;
    return `v${this.#names}` as Value;
  }
}

function describe(
  name: string,
  dimensions: readonly Dimension[],
  elemType: number = TensorProto_DataType.FLOAT,
): ValueInfoProto {
  const dim = dimensions.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  });
}

function encodeAttribute([name, value]: [string, Attribute]): AttributeProto {
  const types = AttributeProto_AttributeType;
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: types.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value);
    return create(AttributeProtoSchema, { name, type: types.STRING, s });
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, { name, type: types.FLOAT, f: value.float });
  }
  return create(AttributeProtoSchema, { name, type: types.INTS, ints: value.map(BigInt) });
}
