import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { renameInto } from '../../formats/output/index.ts';
import { readHeadPackage, type HeadManifest, type HeadPackage } from '../../model/index.ts';
import { changedFolder, writePackage } from '../packages/index.ts';
import { SafetensorsFile } from '../../formats/safetensors/index.ts';

/** A tensor of a head. */
export interface HeadTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Writes a head into `folder`, all of it or nothing, and reads it again. Errors: `disk-full`,
 * `output-unwritable`, `head-manifest`.
 */
export async function writeHead(
  folder: string,
  manifest: HeadManifest,
  tensors: Readonly<Record<string, HeadTensor>>,
): Promise<HeadPackage> {
  const parent = dirname(resolve(folder));
  try {
    await writePackage(parent, async (temporary) => {
      const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
      writeFileSync(join(temporary, 'head.json'), text, { flush: true });
      await writeTensors(join(temporary, 'head.safetensors'), tensors);
      readHeadPackage(temporary);
      renameInto(folder, temporary);
    });
    changedFolder(parent);
  } catch (error) {
    if (error instanceof MegabaseError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new MegabaseError('output-unwritable', `${folder} cannot be written: ${why}.`, {
      cause: error,
    });
  }
  return readHeadPackage(folder);
}

async function writeTensors(
  path: string,
  tensors: Readonly<Record<string, HeadTensor>>,
): Promise<void> {
  const specs = Object.entries(tensors).map(
    ([name, { shape }]) => [name, { dtype: 'F32', shape }] as const,
  );
  const file = await SafetensorsFile.create(path, Object.fromEntries(specs));
  try {
    for (const [name, { data }] of Object.entries(tensors)) await file.write(name, 0, data);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
}
