import { StagedFile } from './staged-file.ts';

/** Writes a text, whole or not at all. Errors: `output-unwritable`, `disk-full`. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  const file = await StagedFile.open(path);
  try {
    await file.append(Buffer.from(text));
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
