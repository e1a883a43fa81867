import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { megabase } from '../support/cli.ts';
import { hasHts, hts } from '../support/hts.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { basesWithGap, convGraph, writeConvFolder } from '../support/tiled-conv.ts';

const shared = sharedFolder();
const home = join(shared, 'home');
const text = basesWithGap(new Random(62), 2_000, [0, 0]);
const fasta = join(shared, 'g.fa');
writeFileSync(fasta, `>chr\n${text}\n`);
const genes = join(shared, 'genes.gff3');
const gene = (start: number, id: string) =>
  `chr\t.\tgene\t${start}\t${start + 99}\t.\t+\t.\tID=${id}`;
writeFileSync(genes, ['##gff-version 3', gene(495, 'a'), gene(1_003, 'b'), ''].join('\n'));

const tile = { length: 48, centre: 16 };
const members = ['fold-1', 'fold-2'];

/** A folder of a model of these members. */
function modelOf(name: string, chosen: readonly string[]): string {
  const folder = join(shared, name);
  const graphOf = (member: string) =>
    convGraph(
      { seed: 80 + members.indexOf(member), hidden: 3, channels: 2, width: 17 },
      { length: tile.length },
    );
  writeConvFolder(
    folder,
    Object.fromEntries(chosen.map((member) => [`${member}.onnx`, graphOf(member)])),
    {
      members: chosen.map((member) => `${member}.onnx`),
      input: { kind: 'one-hot', name: 'dna', layout: '[1,4,L]', order: 'ACGT', unknown: 0 },
      tiling: tile,
      outputs: [
        {
          ...{ kind: 'tracks', name: 'out', layout: '[1,tracks,bins]', bin: 1, activation: 'none' },
          tracks: ['up', 'down'].map((id) => ({ id, label: id, unit: 'x', color: '#000000' })),
        },
      ],
    },
  );
  return folder;
}

const whole = modelOf('whole', members);
const single = members.map((member) => modelOf(member, [member]));

async function run(command: string, model: string, out: string, ...args: string[]) {
  const given = ['--fasta', fasta, '--model', model, '--provider', 'cpu', '--overwrite'];
  return expectSuccess(await megabase([command, ...given, '--out', out, ...args], { home }));
}

/** Rows of a TSV by the names of its columns. */
function table(path: string): Record<string, string>[] {
  const [header, ...rows] = dataLines(path).map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(header!.map((name, i) => [name, row[i]!])));
}

it('lists the members of a model that has several', async () => {
  const info = async (...args: string[]) =>
    expectSuccess(await megabase(['models', 'info', ...args], { home })).stdout;
  expect(await info(whole)).toMatch(/^members +fold-1\.onnx, fold-2\.onnx$/m);
  expect(await info(single[0]!)).not.toMatch(/^members/m);
  const { members: named } = JSON.parse(await info(whole, '--json')) as { members: string[] };
  expect(named).toEqual(members.map((member) => `${member}.onnx`));
});

it('gives each effect by each member, as a model of it alone does', async () => {
  const out = join(shared, 'map.tsv');
  const asked = ['--region', 'chr:401-1,200', '--tile', '97'];
  const readout = ['--targets', genes, '--target-track', 'up'];
  const { stdout } = await run('effects', whole, out, ...asked, ...readout, '--members');
  expect(stdout).toContain('member fold-1  member fold-2');
  const rows = table(out);
  expect(rows.length).toBeGreaterThan(10);
  for (const [m, member] of members.entries()) {
    const alone = join(shared, `map-${member}.tsv`);
    await run('effects', single[m]!, alone, ...asked, ...readout);
    expect(rows.map((row) => row[`effect_${member}`])).toEqual(
      table(alone).map(({ effect }) => effect),
    );
  }
});

it('gives each score of a variant by each member, whatever else is asked for', async () => {
  const vcf = join(shared, 'some.vcf');
  const base = (pos: number) => text[pos - 1]!;
  const other = (pos: number) => (base(pos) === 'A' ? 'C' : 'A');
  const records = [
    [1, base(1), other(1)],
    ...Array.from({ length: 60 }, (_, i) => [400 + 4 * i, base(400 + 4 * i), other(400 + 4 * i)]),
    [700, base(700), `${base(700)}GATTACA`],
    [1_004, text.slice(1_003, 1_009), base(1_004)],
    [2_000, base(2_000), other(2_000)],
  ].map(([pos, ref, alt]) => `chr\t${pos}\t.\t${ref}\t${alt}\t.\t.\t.`);
  const head = '##fileformat=VCFv4.3\n##contig=<ID=chr,length=2000>';
  const columns = '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO';
  writeFileSync(vcf, [head, columns, ...records, ''].join('\n'));
  const readout = ['--vcf', vcf, '--targets', genes, '--target-track', 'up', '--min-effect', '0'];
  // What is read for aggregates reaches farther than the variant does.
  const asked = [...readout, '--aggregate', 'DIFF_MEAN:301', '--top', '9'];
  const out = join(shared, 'some.tsv');
  await run('variants', whole, out, ...asked, '--members');
  const key = (row: Record<string, string>) =>
    ['pos', 'variant_scorer', 'track_name', 'gene_id'].map((name) => row[name]).join();
  const told = table(out).filter((row) => /^(TARGET_)?DIFF$/.test(row['variant_scorer']!));
  expect(told.filter((row) => row['variant_scorer'] === 'TARGET_DIFF').length).toBeGreaterThan(1);
  for (const [m, member] of members.entries()) {
    const alone = join(shared, `some-${member}.tsv`);
    await run('variants', single[m]!, alone, ...asked);
    const known = new Map(table(alone).map((row) => [key(row), row['raw_score']]));
    for (const row of told) {
      // A target that a member says nothing of by itself has no row there.
      expect(row[`raw_score_${member}`], key(row)).toBe(known.get(key(row)) ?? '0');
    }
  }

  const bases = async (...more: string[]) => {
    const foreseen = await run('variants', whole, out, ...readout, '--dry-run', '--json', ...more);
    const { pieces } = JSON.parse(foreseen.stdout) as { pieces: { bases: number }[] };
    return pieces.reduce((sum, piece) => sum + piece.bases, 0);
  };
  // One reading of the model itself, and its members, which together are one more.
  expect(await bases('--members')).toBe(2 * (await bases()));

  if (!hasHts) return;
  const scored = join(shared, 'some.scored.vcf');
  await run('variants', whole, scored, ...readout, '--members');
  const header = readFileSync(scored, 'utf8');
  expect(header).toContain('##INFO=<ID=MB_READINGS,Number=A,');
  // By the names that the key has, which are no columns of a VCF.
  expect(header).toMatch(/readings\W+fold-1: member fold-1; fold-2: member fold-2/);
  const read = hts('bcftools', 'query', '-f', '%POS %MB_READINGS\n', scored).trim().split('\n');
  expect(read).toHaveLength(64);
  for (const line of read) expect(line).toMatch(/^\d+ fold-1\|\.\|\S+&fold-2\|\.\|[^,\s]+$/);
});
