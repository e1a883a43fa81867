import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';
import config from '../../rolldown.config.ts';
import { root } from './paths.ts';

/** Names the folder of `bundlePrograms` to all processes of the suite. */
const variable = 'MEGABASE_TEST_PROGRAMS';

const out = join(root, 'out');
const prefix = 'test-programs-';

/** ms */
const hour = 3_600_000;

/**
 * Bundles the programs that tests start (command, compute process, parser process) as they ship: a process
 * starts in half of the time that it takes from its hundreds of sources. A folder is kept as long as the
 * sources say the same, so that what Node has compiled of it is, too.
 */
export async function bundlePrograms(): Promise<void> {
  const { output: _, ...input } = config;
  const names = { entryFileNames: '[name].js', chunkFileNames: '[name].js' };
  const { output } = await build({ ...input, logLevel: 'warn', output: names, write: false });
  const files = output.map((file) => ({
    name: file.fileName,
    text: file.type === 'chunk' ? file.code : file.source,
  }));
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(name).update(text);
  // Two folders down, as every bundle: from there the program finds its own folder.
  const folder = join(out, `${prefix}${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    mkdirSync(out, { recursive: true });
    removeOld();
    const own = `${folder}-${process.pid}`;
    for (const { name, text } of files) {
      mkdirSync(dirname(join(own, name)), { recursive: true });
      writeFileSync(join(own, name), text);
    }
    try {
      renameSync(own, folder);
    } catch {
      // Another run of the tests was first.
      rmSync(own, { recursive: true });
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  process.env[variable] = folder;
}

/** Those of other sources, unless a run of the tests may still have them. */
function removeOld(): void {
  for (const name of readdirSync(out).filter((one) => one.startsWith(prefix))) {
    const path = join(out, name);
    const { mtimeMs = Infinity } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > 3 * hour) rmSync(path, { recursive: true, force: true });
  }
}

/** A bundled program; undefined outside the suite, in benches. */
export function bundledProgram(name: string): string | undefined {
  const folder = process.env[variable];
  return folder && join(folder, `${name}.js`);
}

/** Where sources start these processes from files beside them, the suite's Vite puts the bundled ones. */
const starting = {
  'engine/process/start-compute-process.ts': 'compute-process',
  'formats/parser/start-parser.ts': 'parser-process',
};

export function startBundledProcesses() {
  return {
    name: 'start-bundled-processes',
    enforce: 'pre' as const,
    transform(code: string, id: string): string | undefined {
      const [, name] =
        Object.entries(starting).find(([end]) => id.endsWith(`/src-main/${end}`)) ?? [];
      const path = name && bundledProgram(name);
      if (!path) return undefined;
      const own = `scriptBeside(import.meta.url, '${name}')`;
      if (!code.includes(own)) throw new Error(`${id} does not start ${name} by ${own}.`);
      return code.replace(own, JSON.stringify(path));
    },
  };
}
