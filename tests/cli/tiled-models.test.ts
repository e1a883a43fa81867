import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { megabase, predictArgs, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinyTransformer } from '../support/tiny-transformer.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

function importedTiny(): Promise<string> {
  const home = temporaryFolder();
  const folder = join(temporaryFolder(), 'tiny');
  writeTinyTransformer(folder, { tile: 6_144, centre: 2_048 });
  return megabase(['models', 'import', folder], { home }).then((result) => {
    expectSuccess(result);
    return home;
  });
}

it('an ONNX model is imported, and said to be tiled wherever it is named', async () => {
  const home = await importedTiny();
  expect(readdirSync(join(home, 'models/tiny-transformer')).sort()).toEqual([
    'manifest.json',
    'model.onnx',
  ]);
  const list = expectSuccess(await megabase(['models', 'list'], { home })).stdout;
  expect(list).toMatch(/^tiny-transformer +onnx \(tiles of 6,144 bp\) +imported/m);
  const info = expectSuccess(await megabase(['models', 'info', 'tiny-transformer'], { home }));
  expect(info.stdout).toMatch(/^reads +in independent tiles of 6,144 bp$/m);
  expect(info.stdout).toMatch(/^useful context +6,144 bp$/m);

  const out = join(home, 'a.bedgraph');
  const args = predictArgs('tiny-transformer', 'chrT2:20,001-40,000', out);
  for (const cached of [false, true]) {
    const given = cached ? ['--chunk', '512', '--scan', 'operators'] : [];
    const { stdout, stderr } = expectSuccess(await megabase([...args, ...given], { home }));
    expect(stderr.includes('read in tiles: --chunk, --scan changed nothing')).toBe(cached);
    expect(stdout).toMatch(
      /\(Context, in independent tiles of 6,144 bp: chrT2:17,793-42,368\) · Tiny transformer/,
    );
    expect(stdout.includes('from the cache')).toBe(cached);
    if (!cached) expect(stderr).toMatch(/10 tiles of 6,144 bp, no state goes from tile to tile/);
    const header = readFileSync(out, 'utf8');
    expect(header).toMatch(
      /interval: chrT2:17,793-42,368 was read in independent tiles of 6,144 bp$/m,
    );
    expect(header).toMatch(/settings: tile=6144 centre=2048 threads=/);
    expect(header).not.toMatch(/in one pass/);
  }
  const gap = join(home, 'gap.fa');
  writeFileSync(gap, `>gap\n${'N'.repeat(3_000)}\n`);
  const ofGap = ['--fasta', gap, '--region', 'gap', '--model', 'tiny-transformer', '--out', out];
  const inGap = await megabase(['predict', ...ofGap, '--overwrite'], { home });
  expect(expectSuccess(inGap).stderr).toMatch(/^only N there: nothing is read/m);
  rmSync(gap);
  // As everywhere, ONNX Runtime's telemetry leaves nothing behind.
  expect(readdirSync(home).sort()).toEqual(['a.bedgraph', 'cache', 'models']);
});

it('effects, variants and what needs a state: a tiled model does the former and refuses the latter', async () => {
  const home = await importedTiny();
  const common = ['--fasta', tutorialGenome, '--model', 'tiny-transformer'];
  const effects = join(home, 'effects.tsv');
  const map = await megabase(
    [
      'effects',
      ...common,
      '--region',
      'chrT2:15,001-30,000',
      '--from-track',
      'enhancer:0.5',
    ].concat([...['--targets', tutorialAnnotation, '--out', effects]]),
    { home },
  );
  expect(expectSuccess(map).stdout).toMatch(/\(Context, in independent tiles of 6,144 bp: chrT2:/);
  expect(readFileSync(effects, 'utf8')).toMatch(
    /\(1-based\) was read in independent tiles of 6,144 bp/,
  );

  // The enhancer at 22,305 and the genes on either side that it switches on.
  expect(map.stdout).toMatch(/-(1\.000|0\.99\d)/);

  const variants = join(home, 'variants.tsv');
  const scored = await megabase(
    [
      'variants',
      ...common,
      '--region',
      'chrT2:15,001-30,000',
      '--vcf',
      join(root, 'resources/tutorial/sample.vcf.gz'),
    ].concat([...['--targets', tutorialAnnotation, '--out', variants]]),
    { home },
  );
  expect(expectSuccess(scored).stderr).toMatch(/Context, in independent tiles of 6,144 bp: chrT2:/);
  expect(scored.stdout).toMatch(/chrT2:22308:A>C +\. +-1\.000 +T2G006/);
  expect(readFileSync(variants, 'utf8')).toMatch(
    /intervals were read in independent tiles of 6,144 bp/,
  );

  const reset = await megabase(
    ['context', ...common, '--region', 'chrT2:1-50,000', '--out', join(home, 'a.bw')],
    { home },
  );
  const message = /is an ONNX graph that reads tiles of 6,144 bp and carries no state/;
  expectFailure(reset, { exit: 2, code: 'model-tiled', message });
  const raw = predictArgs('tiny-transformer', 'chrT2:1-300', join(home, 'a.safetensors'));
  expectFailure(await megabase(raw, { home }), { exit: 2, code: 'model-tiled', message });
  expect(existsSync(join(home, 'a.safetensors'))).toBe(false);
});

it('a graph that the runtime cannot load fails the command and nothing else', async () => {
  const home = await importedTiny();
  const path = join(home, 'models/tiny-transformer/model.onnx');
  truncateSync(path, 3_000);
  const out = join(home, 'a.tsv');
  const run = await megabase(predictArgs('tiny-transformer', 'chrT2:1-300', out), { home });
  expectFailure(run, { exit: 2, code: 'model-missing', message: /no model "tiny-transformer"/ });
  const list = await megabase(['models', 'list'], { home });
  expect(expectSuccess(list).stderr).toMatch(
    /tiny-transformer was skipped: .* is not a complete ONNX model/,
  );
});
