import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { megabase, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { dataLines } from '../support/cli-files.ts';
import { tutorialLetters } from '../support/cli-genome.ts';
import { referenceModels } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

const home = sharedFolder();
/** The enhancer that chrT2's first gene needs, 0-based, and 14 bp on either side. */
const motif = { start: 5453, end: 5468 };
const place = ['--region', 'chrT2:5,440-5,482', '--flank', '400'];

function mutagenesis(out: string, ...more: readonly string[]) {
  const how = ['mutagenesis', '--fasta', tutorialGenome, ...place, '--model', 'hawk-tutorial'];
  return megabase([...how, '--provider', 'cpu', '--overwrite', '--out', out, ...more], { home });
}

const gene = ['--readout', 'expression@T2G001', '--annotation', tutorialAnnotation];

describe('megabase mutagenesis', () => {
  it('shows the motif of the enhancer that a gene needs: each of its bases, and no other', async () => {
    const out = join(temporaryFolder(), 'ism.bedgraph');
    const result = expectSuccess(await mutagenesis(out, ...gene));
    expect(result.stdout).toMatch(/^43 bases of chrT2:5,440-5,482 \(Context: chrT2:/m);
    expect(result.stdout).toMatch(
      /^Active promoter \(expression\), .*: start of T2G001, largest bin, now 0\.9/m,
    );
    expect(result.stdout).toContain(`wrote ${out}: 43 rows, `);
    const scores = dataLines(out).map((line) => line.split('\t').map(Number));
    expect(scores).toHaveLength(43);
    for (const [, start, end, score] of scores) {
      expect(end).toBe(start! + 1);
      const inMotif = start! >= motif.start && start! < motif.end;
      if (inMotif) expect(score).toBeGreaterThan(0.2);
      else expect(Math.abs(score!)).toBeLessThan(0.01);
    }
    // Asked again in another format, nothing is computed.
    const again = join(temporaryFolder(), 'ism.tsv');
    const second = expectSuccess(await mutagenesis(again, ...gene, '--json'));
    expect(second.stderr).not.toContain('on cpu');
    const [, ...rows] = dataLines(again);
    const bases = rows.map((row) => row.split('\t')[2]).join('');
    expect(bases).toBe(tutorialLetters('chrT2').slice(5439, 5482));
    const summary = JSON.parse(second.stdout) as { largest: unknown[]; readout: unknown };
    expect(summary.largest).toHaveLength(10);
    expect(summary).toMatchObject({
      readout: { kind: 'track', gene: 'T2G001' },
      file: { records: 43 },
    });
  });

  it('reads out a region, the region itself, and the likelihood', async () => {
    const folder = temporaryFolder();
    const at = join(folder, 'at.tsv');
    expectSuccess(await mutagenesis(at, '--readout', 'expression@chrT2:5,494-5,621'));
    expectSuccess(await mutagenesis(join(folder, 'own.tsv'), '--readout', 'enhancer'));
    const lm = ['--model', referenceModels['caduceus-ps'], '--flank', '50'];
    const likelihood = join(folder, 'lm.safetensors');
    expectSuccess(await mutagenesis(likelihood, ...lm, '--readout', 'likelihood', '--masked'));
    const header = readFileSync(likelihood).subarray(8, 2000).toString('latin1');
    expect(header).toContain('the base masked');
  });

  it.each([
    [
      ['--readout', 'expression@T2G01', '--annotation', tutorialAnnotation],
      'usage',
      /no gene "T2G01"; near: T2G001/,
    ],
    [['--readout', 'expression@T2G001'], 'usage', /for a gene's name an annotation is needed/],
    [
      ['--readout', 'nothing@T2G001'],
      'track-unknown',
      /has no track "nothing" in its head; it has/,
    ],
    [['--readout', 'enhancer', '--masked'], 'usage', /--masked is for the likelihood/],
    [['--readout', 'likelihood'], 'usage', /has no language-model head/],
    [['--readout', 'enhancer', '--region', 'chrT2:1-50,001'], 'usage', /at most 50,000 bp/],
    [
      ['--readout', 'enhancer', '--format', 'bed'],
      'output-format',
      /no format bed for mutagenesis/,
    ],
    [['--readout', 'enhancer', '--region', 'all'], 'usage', /expected one region/],
  ] as const)('%j is refused', async (more, code, message) => {
    const out = join(temporaryFolder(), 'ism.tsv');
    const model = more.some((one) => one === 'likelihood') ? ['--model', 'hawk-yeast'] : [];
    const result = await mutagenesis(out, ...more, ...model);
    expectFailure(result, { exit: 2, code, message });
    expect(existsSync(out)).toBe(false);
  });
});
