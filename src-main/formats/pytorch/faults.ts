import { MegabaseError, type ErrorDetails } from '../../contract/index.ts';

/** `what`: what is wrong, with the values found and expected. `offset`: byte of the file. */
export function damaged(path: string, offset: number, what: string, details: ErrorDetails = {}) {
  return new MegabaseError(
    'pytorch-format',
    `${path} is not a sound PyTorch file: ${what} (byte ${offset}).`,
    { file: path, offset, ...details },
  );
}

/** For what a pickle asks to build and a state dict does not need. */
export function refused(path: string, offset: number, found: string): MegabaseError {
  return new MegabaseError(
    'pickle-refused',
    `${path} asks for ${found} (byte ${offset}); only tensors, ordered dicts, lists, numbers and text are ` +
      'read from a pickle. Nothing in it was run.',
    { file: path, offset, found, expected: 'a state dict of tensors' },
  );
}
