import { clearField, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TensorProto_DataLocation,
} from 'onnx-buf';

/** Bytes from which on a weight lies in a file of its own: smaller ones are as fast within the graph. */
const leastBytes = 2 ** 16;

/** Borders of pages on which weights begin, bytes: ONNX Runtime maps them into memory where they lie. */
const page = 2 ** 12;

/** A graph and what of its weights lies in another file; see `withExternalData`. */
export interface SplitGraph {
  readonly graph: Uint8Array;
  /** Content of the other file; empty for a graph of small weights. */
  readonly weights: Uint8Array;
}

/**
 * A graph whose larger weights lie in a file `location` beside it, as ONNX's external data. Those within the graph are
 * copied three times on their way into ONNX Runtime, each time into fresh memory, those of a file not once.
 */
export function withExternalData(graph: Uint8Array, location: string): SplitGraph {
  const model = fromBinary(ModelProtoSchema, graph);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const tensor of model.graph?.initializer ?? []) {
    const { rawData } = tensor;
    if (rawData.length < leastBytes) continue;
    const offset = Math.ceil(end / page) * page;
    parts.push(new Uint8Array(offset - end), rawData);
    end = offset + rawData.length;
    const entries = { location, offset, length: rawData.length };
    tensor.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    );
    tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
    clearField(tensor, TensorProtoSchema.field.rawData);
  }
  return { graph: toBinary(ModelProtoSchema, model), weights: Buffer.concat(parts) };
}
