import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandFile, megabase, predictArgs, tutorialGenome } from '../support/cli.ts';
import { expectFailure, expectSuccess } from '../support/cli-answers.ts';
import { root } from '../support/paths.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const home = sharedFolder();
const sample = join(root, 'resources/tutorial/sample.vcf.gz');
const args = (out: string, ...more: readonly string[]) => [...asked(out), ...more];
/** Without consent to replace anything. */
const asked = (out: string) =>
  predictArgs('hawk-tutorial', 'chrT2:1-4,000', out, '--flank', '0').filter(
    (word) => word !== '--overwrite',
  );
const withoutTime = (text: string) => text.replace(/^# made: .*$/m, '');

/** Runs a line of bash, `megabase` being the command; gives what it prints, stderr apart. */
function shell(line: string, folder: string) {
  const script = `megabase() { '${process.execPath}' '${commandFile}' "$@"; }\n${line}\n`;
  const errors = join(folder, 'stderr');
  const stdout = execFileSync('bash', ['-c', `( ${script} ) 2> '${errors}'`], {
    env: { ...process.env, MEGABASE_HOME: home, FASTA: tutorialGenome },
    cwd: folder,
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  });
  return { stdout, stderr: readFileSync(errors, 'utf8') };
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

describe.skipIf(process.platform === 'win32')('outputs that are no files', () => {
  it('get what a file gets, and stay what they are', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.tsv');
    expectSuccess(await megabase(args(file), { home }));
    const expected = withoutTime(readFileSync(file, 'utf8'));
    const to = (out: string) => `megabase ${quoted(args(out, '--format', 'tsv'))}`;

    const piped = shell(`${to('-')} | cat`, folder);
    expect(withoutTime(piped.stdout.toString())).toBe(expected);
    expect(piped.stderr).toMatch(/^wrote standard output \(tsv, /m);

    const lines = [
      `${to('/dev/stdout')} > redirected && cat redirected`,
      `mkfifo pipe; cat pipe > read & ${to('pipe')} > /dev/null && wait && cat read`,
      `${to('/dev/fd/7')} 7> seventh > /dev/null && cat seventh`,
      // The shell does not wait for what it substitutes.
      `mkfifo done; ${to('>(cat > substituted; echo > done)').replace("'>(", '>(').replace("done)'", 'done)')} > /dev/null && read < done; cat substituted`,
    ];
    for (const line of lines) {
      const { stdout } = shell(line, folder);
      expect(withoutTime(stdout.toString()), line).toBe(expected);
    }
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.megabase'))).toEqual([]);
  });

  it('get a bigWig whole; several files are refused, and so is a name that says no format', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.bw');
    expectSuccess(await megabase(args(file, '--tracks', 'promoter'), { home }));
    const line = quoted(args('-', '--tracks', 'promoter', '--format', 'bigwig'));
    const { stdout } = shell(`megabase ${line}`, folder);
    expect(stdout.equals(readFileSync(file))).toBe(true);

    const several = await megabase(args('-', '--format', 'bigwig'), { home });
    const message = /bigwig has one track a file, and - takes one: choose one of /;
    expectFailure(several, { exit: 2, code: 'output-format', message });
    const nameless = await megabase(args('-'), { home });
    expectFailure(nameless, {
      ...{ exit: 2, code: 'output-format' },
      message: /Standard output has no ending that names a format .* give --format/,
    });
  });

  it('that are closed early end the command quietly, as SIGPIPE does', () => {
    const folder = temporaryFolder();
    const line = quoted(args('-', '--format', 'bedgraph'));
    const { stdout, stderr } = shell(
      `megabase ${line} > >(true) ; exec 3>&1; { megabase ${line}; echo "code $?" >&3; } | true`,
      folder,
    );
    expect(stdout.toString()).toContain('code 141');
    expect(stderr).not.toMatch(/error|EPIPE/);
  });
});

describe.skipIf(process.platform === 'win32')('standard input', () => {
  it('gives a genome and variants, packed or not, as files do', async () => {
    const folder = temporaryFolder();
    const scored = (name: string) => readFileSync(join(folder, name), 'utf8');
    const place = ['--region', 'chrT2:22,001-23,000', '--flank', '500'];
    const rest = [...place, '--model', 'hawk-tutorial', '--provider', 'cpu', '--no-cache'];
    const variants = ['variants', '--fasta', tutorialGenome, ...rest];
    const file = join(folder, 'file.vcf');
    expectSuccess(await megabase([...variants, '--vcf', sample, '--out', file], { home }));
    const source = (text: string) => text.replace(/variants: .*/, '');
    const line = (name: string) => quoted([...variants, '--vcf', '-', '--out', name]);
    shell(`megabase ${line('a.vcf')} < '${sample}'`, folder);
    shell(`gunzip -c '${sample}' | megabase ${line('b.vcf')}`, folder);
    for (const name of ['a.vcf', 'b.vcf'])
      expect(source(scored(name))).toBe(source(scored('file.vcf')));

    const genome = quoted(['variants', '--fasta', '-', ...rest, '--vcf', sample]);
    const { stderr } = shell(
      `cat "$FASTA" | TMPDIR=${folder} megabase ${genome} --out c.vcf`,
      folder,
    );
    expect(scored('c.vcf')).toBe(scored('file.vcf'));
    const [, kept] = /note: standard input, [\d.]+ MB unpacked, is kept in (\S+) while/.exec(
      stderr,
    )!;
    expect(() => lstatSync(kept!)).toThrow('ENOENT');
    expect(readdirSync(folder).filter((name) => name.startsWith('megabase-'))).toEqual([]);

    const twice = ['variants', '--fasta', '-', '--vcf', '-', ...rest, '--out', file];
    const message = /--fasta and --vcf are both -; standard input is read once/;
    expectFailure(await megabase(twice, { home }), { exit: 2, code: 'usage', message });
  });

  it('gives regions of BED', () => {
    const folder = temporaryFolder();
    const line = quoted(predictArgs('hawk-tutorial', '-', 'a.tsv', '--flank', '0'));
    shell(`printf 'chrT2\\t0\\t256\\nchrT2\\t512\\t768\\n' | megabase ${line}`, folder);
    expect(readFileSync(join(folder, 'a.tsv'), 'utf8')).toContain('# region: chrT2:513-768');
  });
});

describe('files that exist', () => {
  it('are replaced with --overwrite only, and never where they are read', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.tsv');
    writeFileSync(out, 'mine');
    const exists = { exit: 2, code: 'output-exists', message: /a\.tsv exists already/ } as const;
    const refused = await megabase(args(out), { home });
    expectFailure(refused, exists);
    expect(refused.stderr).toContain('--overwrite');
    expect(refused.stderr).not.toContain('Context:');
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expectSuccess(await megabase(args(out, '--overwrite'), { home }));
    expect(readFileSync(out, 'utf8')).toContain('# model: Hawk tutorial');

    const letters = 'ACGT'.repeat(500);
    const fasta = join(folder, 'own.fa');
    writeFileSync(fasta, `>a\n${letters}\n`);
    writeFileSync(`${fasta}.fai`, 'a\t2000\t3\t2000\t2001\n');
    const hard = join(folder, 'hard.tsv');
    linkSync(fasta, hard);
    for (const path of [fasta, `${fasta}.fai`, hard]) {
      const own = args(path, '--overwrite', '--format', 'tsv', '--fasta', fasta, '--region', 'a');
      const message = /^Cannot write .* is read; name another file\.$/;
      expectFailure(await megabase(own, { home }), { exit: 2, code: 'usage', message });
    }
    const link = join(folder, 'link.tsv');
    symlinkSync(fasta, link);
    const linked = await megabase(args(link, '--overwrite'), { home });
    expectFailure(linked, { exit: 1, code: 'output-unwritable', message: /it is a link to / });
    expect(readFileSync(fasta, 'utf8')).toBe(`>a\n${letters}\n`);
  });

  it('are looked for beside the output too, before anything is computed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.promoter.bw'), 'mine');
    writeFileSync(join(folder, 'own.chain'), 'mine');
    writeFileSync(join(folder, 's.malformed.txt'), 'mine');
    const vcf = ['--fasta', tutorialGenome, '--vcf', sample];
    const commands = [
      args(join(folder, 'a.bw')),
      ['consensus', ...vcf, '--out', join(folder, 'own.fa')],
      ['variants', ...vcf, '--model', 'hawk-tutorial', '--out', join(folder, 's.vcf')],
    ];
    for (const command of commands) {
      const message = /(promoter\.bw|own\.chain|s\.malformed\.txt) exists already/;
      const result = await megabase(command, { home });
      expectFailure(result, { exit: 2, code: 'output-exists', message });
      expect(result.stderr).not.toContain('Context:');
    }
    expect(readdirSync(folder).sort()).toEqual(['a.promoter.bw', 'own.chain', 's.malformed.txt']);
  });
});
