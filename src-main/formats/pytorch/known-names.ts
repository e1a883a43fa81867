import type { Dtype } from '../dtype/index.ts';

/** The types of storage that are read, as `torch` names them. */
export const storageTypes: ReadonlyMap<string, Dtype> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
]);

export const orderedDict = 'collections.OrderedDict';
export const torchSize = 'torch.Size';

/** What makes a tensor of a storage, and what makes a parameter of a tensor. */
const tensorBuilders = ['torch._utils._rebuild_tensor', 'torch._utils._rebuild_tensor_v2'];
const parameterBuilders = [
  'torch._utils._rebuild_parameter',
  'torch._utils._rebuild_parameter_with_state',
];

export const buildsTensor = (name: string) => tensorBuilders.includes(name);
export const buildsParameter = (name: string) => parameterBuilders.includes(name);

const known = new Set([
  ...storageTypes.keys(),
  ...[orderedDict, torchSize],
  ...tensorBuilders,
  ...parameterBuilders,
]);

/** A name that stands for part of a state dict; undefined for any other. */
export function knownName(module: string, name: string): string | undefined {
  // Old files name the storage of a GPU by its own type.
  const full = `${module === 'torch.cuda' ? 'torch' : module}.${name}`;
  return known.has(full) ? full : undefined;
}
