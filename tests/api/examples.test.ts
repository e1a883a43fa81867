import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeConnectionFile } from '../../src-main/cli/api/index.ts';
import { dataLines } from '../support/cli-files.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiServer } from './api-server.ts';

const api = apiServer();

const has = (name: string) => spawnSync(name, ['--version']).status === 0;
const python = ['python3', 'python'].find(has);
const rscript = has('Rscript') ? 'Rscript' : undefined;

/** Runs a program to its end while this process answers it. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function connectionFile(): string {
  const file = join(temporaryFolder(), 'connection.json');
  const [url, token] = [api.url(), api.token()];
  writeConnectionFile(file, { url, token, pid: process.pid, roots: [api.folder] });
  return file;
}

/** What the tutorial's truth says of T1G073, and what of it a script printed and wrote. */
function expectTask(folder: string, stdout: string): void {
  expect(stdout).toMatch(/^enhancer of T1G073: chrT1:412,001-414,000 effect -0\.95709\d+/m);
  expect(stdout).toMatch(/^variant in it: chrT1:412946:A>C LLR 1\.787/m);
  const written = (name: string) => join(api.folder, folder, name);
  expect(dataLines(written('predicted.bedgraph')).length).toBeGreaterThan(1_000);
  expect(readFileSync(written('figure.svg'), 'utf8')).toContain('T1G073');
}

const example = (name: string) => join(root, 'resources/examples', name);

describe.skipIf(!python)('the example in Python', () => {
  it('does the whole task with its standard library alone, whatever proxy is set', async () => {
    const args = ['-I', example('megabase_api.py'), connectionFile()];
    const proxies = { http_proxy: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await run(python!, args, proxies);
    expect(code, stderr).toBe(0);
    expectTask('python', stdout);
  });

  it('raises what is wrong, with what to do, and stops a call that is interrupted', async () => {
    const script = `
import sys
sys.path.insert(0, ${JSON.stringify(join(root, 'resources/examples'))})
sys.dont_write_bytecode = True
from megabase_api import Megabase, MegabaseError
megabase = Megabase(${JSON.stringify(connectionFile())})
for given in [{"fasta": "/etc/passwd"}, {"fasta": 1, "more": 2}]:
    try:
        megabase.call("predict", **{"model": "hawk-tutorial", "region": ["x"], "out": "x.bw", **given})
    except MegabaseError as error:
        print(error.status, error.code, error)
def stop(fraction, text):
    raise KeyboardInterrupt
try:
    megabase.call("predict", stop, fasta="python/tutorial.fa.gz", model="hawk-tutorial",
                  region=["chrT1"], out="python/interrupted.bw", provider="cpu")
except KeyboardInterrupt:
    print("interrupted")
try:
    megabase.call("probe_fit", name="mine")
except MegabaseError as error:
    print("named:", error)
`;
    const { code, stdout, stderr } = await run(python!, ['-c', script]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^403 path-outside .*Choose a place/m);
    expect(stdout).toMatch(/^422 call-parameters .*more/m);
    expect(stdout).toMatch(/^interrupted$/m);
    expect(stdout).toMatch(/^named: probe_fit does not take this: model/m);
    await expect
      .poll(async () => JSON.stringify((await api.ask('/jobs')).value))
      .not.toMatch(/"running"/);
    expect(existsSync(join(api.folder, 'python/interrupted.bw'))).toBe(false);
  });
});

describe.skipIf(!rscript)('the example in R', () => {
  it('does the whole task with base R alone', async () => {
    const args = ['--vanilla', example('megabase_api.R'), connectionFile()];
    const { code, stdout, stderr } = await run(rscript!, args);
    expect(code, stderr).toBe(0);
    expectTask('r', stdout);
  });

  it('stops with what is wrong, and what to do', async () => {
    const script = `
source(${JSON.stringify(example('megabase_api.R'))})
megabase <- open_megabase(${JSON.stringify(connectionFile())})
megabase_call(megabase, "predict", fasta = "/etc/passwd", model = "hawk-tutorial", region = I("x"), out = "x.bw")
`;
    const { code, stderr } = await run(rscript!, ['--vanilla', '-e', script]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/may not use \/etc\/passwd.*Choose a place/s);
  });

  it('hands on a parameter called name', async () => {
    const script = `
source(${JSON.stringify(example('megabase_api.R'))})
megabase <- open_megabase(${JSON.stringify(connectionFile())})
megabase_call(megabase, "probe_fit", name = "mine")
`;
    const { stderr } = await run(rscript!, ['--vanilla', '-e', script]);
    expect(stderr).toMatch(/probe_fit does not take this: model/);
  });
});
