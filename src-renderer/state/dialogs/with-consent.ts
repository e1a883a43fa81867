import { faultCode } from '../../format/index.ts';

/**
 * Writes, and where the workbench finds that a file exists, asks whether that one may be replaced.
 *
 * @param write is given the files that the person agreed to replace
 * @param agree asks about one file, by its path
 * @returns what was written; undefined where the person did not agree
 */
export async function withConsent<Written>(
  write: (replace: readonly string[]) => Promise<Written>,
  agree: (file: string) => Promise<boolean>,
): Promise<Written | undefined> {
  const replace: string[] = [];
  for (;;) {
    try {
      return await write(replace);
    } catch (error) {
      const file = existingFile(error);
      if (file === undefined || replace.includes(file)) throw error;
      if (!(await agree(file))) return undefined;
      replace.push(file);
    }
  }
}

/** The file that would have been replaced without the person's consent. */
function existingFile(error: unknown): string | undefined {
  if (faultCode(error) !== 'output-exists') return undefined;
  const { file } = error as { readonly file?: unknown };
  return typeof file === 'string' ? file : undefined;
}
