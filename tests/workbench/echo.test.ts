import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { locationsIn, openBench, type Bench } from './open-workbench.ts';

/** Characters of a file that an error may repeat: enough to find the field at fault. */
const mostRepeated = 40;

/** Nothing repeats in it, so that whatever an error took of it is found. */
const secret = Array.from(
  { length: 60 },
  (_, i) => `pw${i}${String.fromCharCode(97 + (i % 26))}`,
).join('');

/** Files that are not what their names say, with the secret in each place of a line. */
const contents: Readonly<Record<string, string>> = {
  'one word': secret,
  'a line of words': `user ${secret} host\nuser ${secret} host\n`,
  columns: Array.from({ length: 12 }, () => secret).join('\t'),
  'columns with numbers': `chr1\t10\t20\t${secret}\t${secret}\t${secret}\t${secret}\t${secret}\t${secret}\n`,
  'a number too many': `chr1\t${secret}\t${secret}\n`,
  'a contig that no genome has': `${secret}\t10\t20\n`,
  'a JSON object': JSON.stringify({ [secret]: secret, formatVersion: secret, model_type: secret }),
  'a JSON text': JSON.stringify(secret),
  'a header': `>${secret}\n${secret}\n`,
  'a VCF header': `##fileformat=${secret}\n#CHROM\t${secret}\n`,
  'a VCF record': `##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t${secret}\t.\t${secret}\t${secret}\t.\t.\t${secret}\n`,
  'a GFF line': `##gff-version 3\nchr1\tx\tgene\t1\t9\t${secret}\t${secret}\t.\t${secret}\n`,
};

const endings = [
  ...['fa', 'fa.gz', '2bit', 'bed', 'bedpe', 'gff3', 'gtf', 'vcf', 'vcf.gz', 'bam', 'cram', 'bw'],
  ...['megabase', 'megabase.json', 'txt'],
];

it.each(Object.entries(contents))(
  'a file of %s is not repeated by the errors about it, whatever it is opened as',
  async (_what, content) => {
    const bench = openBench(locationsIn(temporaryFolder()));
    const leaks: string[] = [];
    for (const ending of endings) {
      const folder = temporaryFolder();
      const path = join(folder, `own.${ending}`);
      writeFileSync(path, content);
      const errors = await errorsOf(bench, path);
      expect(errors.length).toBeGreaterThan(0);
      leaks.push(...errors.filter((text) => longestShared(text, content).length > mostRepeated));
    }
    expect(leaks).toEqual([]);
  },
);

/** What comes of everything that a window can do with a file, where that is an error. */
async function errorsOf(bench: Bench, path: string): Promise<string[]> {
  const texts: string[] = [];
  const attempt = async <T>(what: string, call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await call();
    } catch (error) {
      texts.push(`${what}: ${(error as Error).message}`);
      return undefined;
    }
  };
  await attempt('as a genome', () => bench.newProject({ path }));
  await attempt('as a project', () => bench.openProject({ path }));

  const genome = join(path, '../sound.fa');
  writeFileSync(genome, `>chr1\n${'ACGTTGCA'.repeat(50)}\n`);
  for (const ending of ['.fai', '.gzi', '.bai', '.tbi', '.csi', '.crai']) {
    if (ending === '.fai') cpSync(genome, join(path, '../indexed.fa'));
    cpSync(path, join(path, `../indexed.fa${ending}`));
  }
  await attempt('as an index', () => bench.newProject({ path: join(path, '../indexed.fa') }));

  const { id: project } = await bench.newProject({ path: genome });
  const added = await attempt('as a track', () => bench.addFiles({ project, paths: [path] }));
  texts.push(...(added?.said.map((said) => `as a track: ${said}`) ?? []));
  await attempt('by name', () => bench.findPlace({ project, text: 'gene1' }));

  const model = join(path, '../model');
  for (const name of ['config.json', 'manifest.json', 'head.json', 'model.safetensors']) {
    mkdirSync(model, { recursive: true });
    cpSync(path, join(model, name));
    await attempt(`as ${name}`, () => bench.importModel({ path: model }));
  }
  return texts;
}

/** The longest run of characters that stands in both. */
function longestShared(text: string, content: string): string {
  let longest = '';
  for (let start = 0; start < content.length; start++) {
    let end = start + longest.length + 1;
    while (end <= content.length && text.includes(content.slice(start, end))) {
      longest = content.slice(start, end);
      end++;
    }
  }
  return longest;
}
