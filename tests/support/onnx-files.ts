import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearField, create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type ModelProto,
} from 'onnx-buf';

/** Writes the `model.onnx` of a folder anew, with a change. */
export function changeGraph(folder: string, change: (model: ModelProto) => void): void {
  const path = join(folder, 'model.onnx');
  const model = fromBinary(ModelProtoSchema, readFileSync(path));
  change(model);
  writeFileSync(path, toBinary(ModelProtoSchema, model));
}

/** Moves the graph's first weight into `weights.bin` and says that it lies in `location`. */
export function moveWeight(folder: string, location: string): void {
  changeGraph(folder, ({ graph }) => {
    const [tensor] = graph!.initializer;
    writeFileSync(join(folder, 'weights.bin'), tensor!.rawData);
    clearField(tensor!, TensorProtoSchema.field.rawData);
    tensor!.dataLocation = TensorProto_DataLocation.EXTERNAL;
    const entries = { location, offset: '0' };
    tensor!.externalData = Object.entries(entries).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    );
  });
}
