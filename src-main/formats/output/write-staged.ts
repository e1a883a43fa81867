/** A file beside its place, such as a `StagedFile` or a `StagedText`. */
interface Staged {
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Has `write` fill a file, and puts it in its place, or leaves nothing of it. Errors: those of `write` and of
 * the file.
 */
export async function writeStaged<T>(file: Staged, write: () => Promise<T>): Promise<T> {
  try {
    const result = await write();
    await file.commit();
    return result;
  } catch (error) {
    await file.discard();
    throw error;
  }
}
