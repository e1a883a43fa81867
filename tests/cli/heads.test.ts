import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { megabase, predictArgs, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess, predictSummary } from '../support/cli-answers.ts';
import { addHead } from '../support/head-places.ts';
import { referenceModels, root } from '../support/paths.ts';
import { tracksHead, windowHead } from '../support/random-head.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const home = join(folder, 'home');
const tutorial = referenceModels['hawk-tutorial'];
const run = (...args: readonly string[]) => megabase(args, { home });
let marks: string;
beforeAll(async () => {
  marks = await addHead(folder, tutorial, {
    id: 'marks',
    name: 'Marks',
    license: 'CC0-1.0',
    trained: { data: { file: 'peaks.bed', rows: 12 }, heldOut: ['chrT2'], auroc: 0.93 },
    outputs: [tracksHead(['mark-a', 'mark-b'], 200)],
  });
  const outputs = [tracksHead(['tall'], 64), windowHead(['rna'], { anchor: 'tss' })];
  await addHead(folder, tutorial, { id: 'more', seed: 2, outputs });
  expectSuccess(await run('heads', 'import', marks));
  expectSuccess(await run('heads', 'import', join(folder, 'more')));
});

describe('a head in the library', () => {
  it('is listed with its model, and with the models as one that can be used', async () => {
    expect(readdirSync(join(home, 'heads')).sort()).toEqual(['marks', 'more']);
    const list = expectSuccess(await run('heads', 'list')).stdout;
    expect(list).toMatch(/^marks +hawk-tutorial +2 tracks +Marks$/m);
    expect(list).toMatch(/^more +hawk-tutorial +1 track, 1 window score +Head$/m);
    const models = expectSuccess(await run('models', 'list')).stdout;
    expect(models).toMatch(/^hawk-tutorial\+marks +hawk +head +.* \+ Marks$/m);
  });

  it('is described with what it gives and how it was trained', async () => {
    const { stdout } = expectSuccess(await run('heads', 'info', 'marks'));
    expect(stdout).toMatch(/^model +hawk-tutorial \([0-9a-f]{12}\)$/m);
    expect(stdout).toMatch(/^licence +CC0-1.0$/m);
    expect(stdout).toMatch(/^tracks: bins of 200 bp$/m);
    expect(stdout).toMatch(/^mark-b +mark-b +probability$/m);
    expect(stdout).toMatch(/^ {2}data\.file +peaks\.bed$/m);
    expect(stdout).toMatch(/^ {2}heldOut +chrT2$/m);
    expect(stdout).toMatch(/^ {2}auroc +0\.93$/m);
    const json = JSON.parse(expectSuccess(await run('heads', 'info', 'more', '--json')).stdout) as {
      outputs: unknown[];
    };
    expect(json.outputs[1]).toMatchObject({
      kind: 'window',
      over: 'mean of 64 bp round the start of a gene',
      columns: [{ id: 'rna' }],
    });
  });

  it('goes out as the folder that came in, and not over one that is there', async () => {
    const out = join(temporaryFolder(), 'out/marks');
    expect(expectSuccess(await run('heads', 'export', 'marks', out)).stdout).toBe(
      `exported marks to ${out}\n`,
    );
    for (const name of ['head.json', 'head.safetensors']) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(marks, name)))).toBe(true);
    }
  });

  it('can be removed', async () => {
    cpSync(join(home, 'heads/more'), join(home, 'heads/gone'), { recursive: true });
    expect(expectSuccess(await run('heads', 'remove', 'gone')).stdout).toBe('removed gone\n');
    expect(readdirSync(join(home, 'heads')).sort()).toEqual(['marks', 'more']);
  });
});

describe('model+head+head', () => {
  const model = 'hawk-tutorial+marks+more';

  it('predicts the tracks of all, and finds them again', async () => {
    const out = join(folder, 'all.tsv');
    const args = predictArgs(model, 'chrT2:1001-4000', out, '--flank', '0', '--json');
    const first = predictSummary(await run(...args));
    const all = ['enhancer', 'insulator', 'promoter', 'expression', 'mark-a', 'mark-b', 'tall'];
    expect(first.predictions[0]).toMatchObject({ tracks: all, fromCache: false });
    expect(first.predictions[0]!.model.id).toBe(model);
    const written = readFileSync(out, 'utf8');
    const again = predictSummary(await run(...args));
    expect(again.predictions[0]).toMatchObject({ tracks: all, fromCache: true });
    expect(readFileSync(out, 'utf8')).toBe(written);
  });

  it('works wherever a model does: effects, variants, context, dependencies, raw tensors', async () => {
    const genome = ['--fasta', tutorialGenome, '--model', model, '--provider', 'cpu'];
    const place = [...genome, '--region', 'chrT2:5201-5900', '--flank', '600'];
    const effects = join(folder, 'effects.tsv');
    const track = ['--target-track', 'tall', '--tile', '200', '--threshold', '0'];
    expectSuccess(await run('effects', ...place, ...track, '--out', effects));
    expect(readFileSync(effects, 'utf8')).toContain('tall');

    const scored = join(folder, 'scored.json');
    const vcf = ['--vcf', join(root, 'resources/tutorial/sample.vcf.gz')];
    expectSuccess(await run('variants', ...place, ...vcf, '--out', scored));
    expect(readFileSync(scored, 'utf8')).toMatch(/"track": ?"mark-b"/);

    const context = join(folder, 'context.tsv');
    const window = ['--window', '400', '--tracks', 'mark-a,tall'];
    expectSuccess(await run('context', ...place, ...window, '--out', context));
    const found = new Set(rows(context).map(([, , , name]) => name));
    expect([...found].sort()).toEqual(['mark-a', 'tall']);

    const map = join(folder, 'map.tsv');
    const few = [...genome, '--region', 'chrT2:5440-5445', '--flank', '200'];
    expectSuccess(await run('dependencies', ...few, '--out', map));

    const raw = join(folder, 'raw.safetensors');
    const one = ['--tracks', 'tall', '--flank', '0'];
    expectSuccess(await run(...predictArgs(model, 'chrT2:5201-5840', raw, ...one)));
    expect(readFileSync(raw, 'latin1')).toContain('"shape":[1,11,1]');
  });

  it('scores regions and genes, each by itself', async () => {
    const genes = join(folder, 'genes.gtf');
    const gene = (start: number, strand: string, id: string) =>
      `chrT2\tx\tgene\t${start}\t${start + 500}\t.\t${strand}\t.\tgene_id "${id}";\n`;
    writeFileSync(genes, gene(5001, '+', 'G1') + gene(9001, '-', 'G2'));
    const out = join(folder, 'scores.tsv');
    const args = ['score', '--fasta', tutorialGenome, '--model', model, '--context', '512'];
    const answer = expectSuccess(await run(...args, '--genes', genes, '--out', out));
    expect(answer.stdout).toMatch(/^ {2}name +strand +rna$/m);
    expect(answer.stdout).toMatch(/^wrote .*scores\.tsv: 2 rows, /m);
    expect(rows(out).map((row) => row.slice(0, 5))).toEqual([
      ['chrT2', '5000', '5501', 'G1', '+'],
      ['chrT2', '9000', '9501', 'G2', '-'],
    ]);
    expectFailure(await run(...args, '--out', out), {
      ...{ exit: 2, code: 'usage' },
      message: /--regions and --genes/,
    });
  });

  it('is refused where the head is of another model, naming both', async () => {
    const args = predictArgs('caduceus-tutorial+marks', 'chrT2:1-300', join(folder, 'no.bed'));
    expectFailure(await run(...args), {
      ...{ exit: 2, code: 'head-model' },
      message:
        /The head marks was trained on the model hawk-tutorial \(\w+\); it does not work with caduceus-tutorial/,
    });
  });

  it('takes a head from a folder, and says what is wrong in it', async () => {
    const typo = await addHead(temporaryFolder(), tutorial, {
      id: 'typo',
      outputs: [tracksHead(['x'], 64)],
    });
    const predict = () =>
      run(...predictArgs(`hawk-tutorial+${typo}`, 'chrT2:1-1000', join(folder, 'x.bed')));
    const path = join(typo, 'head.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('sigmoid', 'sigmod'));
    expectFailure(await predict(), {
      ...{ exit: 2, code: 'head-manifest' },
      message: /head\.json: outputs\.0\.activation: found "sigmod", known are "sigmoid"/,
    });
  });
});

/** The rows of a table without its header and comments. */
function rows(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines
    .filter((line) => !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'));
}
