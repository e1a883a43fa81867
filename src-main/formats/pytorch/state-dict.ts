import { damaged } from './faults.ts';
import { describeValue, PickledDict, StoredTensor, type PickledValue } from './values.ts';

/** Under these names training programs keep the state dict beside what else they save. */
const wrappings = ['state_dict', 'model_state_dict', 'model', 'module'];

/** What wrappers of a network put before every name: Lightning, data parallel training, compilation. */
const prefixes = ['model.', 'module.', '_orig_mod.'];

/**
 * The tensors of a state dict by name, with its wrapping and what stands before every name taken off.
 * Error: `pytorch-format`.
 */
export function tensorsOf(path: string, root: PickledValue): Map<string, StoredTensor> {
  const own = tensorsIn(root);
  const wrapped = wrappings.map((name) => tensorsIn(memberOf(root, name)));
  const tensors = [own, ...wrapped].find(({ size }) => size > 0);
  if (tensors === undefined) {
    const names =
      root instanceof PickledDict
        ? [...root.entries.keys()]
            .slice(0, 5)
            .map((key) => JSON.stringify(String(key).slice(0, 40)))
        : [];
    const holds = names.length > 0 ? `a dict with ${names.join(', ')}` : describeValue(root);
    throw damaged(path, 0, `it holds ${holds}; a state dict of tensors was expected`);
  }
  return withoutPrefix(tensors);
}

function tensorsIn(value: PickledValue | undefined): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  if (!(value instanceof PickledDict)) return tensors;
  for (const [name, tensor] of value.entries) {
    if (typeof name === 'string' && tensor instanceof StoredTensor) tensors.set(name, tensor);
  }
  return tensors;
}

function memberOf(value: PickledValue, name: string): PickledValue | undefined {
  return value instanceof PickledDict ? value.entries.get(name) : undefined;
}

function withoutPrefix(tensors: Map<string, StoredTensor>): Map<string, StoredTensor> {
  const prefix = prefixes.find((one) => [...tensors.keys()].every((name) => name.startsWith(one)));
  if (prefix === undefined) return tensors;
  return withoutPrefix(
    new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor])),
  );
}
