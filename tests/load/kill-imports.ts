import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { megabase } from '../support/cli.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { startAndKill } from './kill.ts';
import type { LoadOptions } from './run.ts';

/** Kills imports: the library has the whole model or none, and the next import makes it whole. */
export async function killImports({ times, seed, folder, print }: LoadOptions): Promise<void> {
  const [home, source] = [join(folder, 'home'), join(folder, 'large')];
  // 4 MB: enough to be killed while it is checked or copied.
  writeRandomModel(source, {
    seed,
    config: { model_type: 'caduceus', d_model: 128, n_layer: 4 },
    tracks: { count: 2, bin: 16 },
  });
  process.env['MEGABASE_HOME'] = home;
  const { userModels } = findLocations();
  const target = join(userModels, 'random-caduceus');
  const wanted = hashOf(source);
  const random = new Random(seed);
  const counts = { none: 0, whole: 0, leftovers: 0 };
  for (let i = 0; i < times; i++) {
    // Half of them while files are being written, where there is most to break.
    const from = i % 2 === 0 ? /checking layer/ : { folder: userModels, prefix: '.import-' };
    const kill = { from, within: i % 2 === 0 ? 600 : 60 };
    await startAndKill(['models', 'import', source], { home }, kill, random);
    const known = new ModelLibrary(findLocations());
    if (known.broken().length > 0) throw new Error(`kill ${i}: ${known.broken()[0]?.reason}`);
    if (existsSync(target) && hashOf(target) !== wanted) throw new Error(`kill ${i}: not whole`);
    counts[existsSync(target) ? 'whole' : 'none']++;
    if (existsSync(userModels) && readdirSync(userModels).some((name) => name.startsWith('.'))) {
      counts.leftovers++;
    }

    rmSync(target, { recursive: true, force: true });
    const { code, stderr } = await megabase(['models', 'import', source], { home });
    if (code !== 0) throw new Error(`the import after kill ${i}: ${stderr}`);
    if (hashOf(target) !== wanted) throw new Error(`the import after kill ${i} is not whole`);
    const names = readdirSync(userModels);
    if (names.length !== 1) throw new Error(`the import after kill ${i} left ${names.join(', ')}`);
    rmSync(target, { recursive: true });
  }
  print(
    `${times} kills: ${counts.none} times no model, ${counts.whole} times a whole one; ` +
      `${counts.leftovers} had left a temporary folder, which the next import took away`,
  );
}

/** Of all files and their names. */
function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
