import { expect, it } from 'vitest';
import type { VariantRow, VariantScores } from '../../src-main/contract/index.ts';
import type { SourceRecord } from '../../src-main/analysis/variants/sources/variant-source.ts';
import { keysOfEarlierRun, vcfText } from '../../src-main/analysis/variants/write/vcf-text.ts';

const header = [
  '##fileformat=VCFv4.3',
  '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth; with = and , in it">',
  '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
  '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\tS2',
];
const options = {
  header,
  notes: [{ key: 'model', text: 'Some model 1.0' }],
  track: undefined,
  tracks: [],
  masked: false,
};
const interval = { contig: 'c', start: 0, end: 1000 };

function scores(llr: number, gene: string): VariantScores {
  const target = { contig: 'c', start: 10, end: 20, name: gene, gene, strand: '+' } as const;
  return {
    interval,
    llr,
    local: [{ track: 'promoter', value: 0.5, effect: -0.25 }],
    distal: [
      { target, value: 0.75, effect: 0.5, distance: -12 },
      {
        target: { ...target, gene: undefined, name: 'c:11-20' },
        value: 1,
        effect: 0.125,
        distance: 3,
      },
    ],
  };
}

function record(text: string): SourceRecord {
  return { text, line: 9, stated: { contig: 'c', pos: 30, ref: 'A' }, alleles: [] };
}

function row(given: Partial<VariantRow>): VariantRow {
  return { id: 'c:31:A>C', ...given };
}

const unscored = row({ reason: { code: 'symbolic', message: 'It is.' } });

it('every line and field stays as it was, with the keys declared before #CHROM', () => {
  const { head, rows } = vcfText(options);
  const lines = head.split('\n');
  expect(lines.filter((line) => !/^##(INFO=<ID=MB_|megabaseVariants=)/.test(line))).toEqual([
    ...header,
    '',
  ]);
  expect(lines.at(-2)).toBe(header.at(-1));
  expect(lines).toContain('##megabaseVariants=model: Some model 1.0');
  const declared = lines.flatMap(
    (line) => /^##INFO=<ID=(MB_\w+),Number=[A.],/.exec(line)?.[1] ?? [],
  );
  expect(declared).toHaveLength(6);

  const text = 'c\t31\trs1;x\tA\tC,<DEL>\t.\tq10;s50\tDP=3;H2;AF=0.5,0.25\tGT:DP\t0|1:7\t./.:.';
  const written = rows([row({ scores: scores(-1.5, 'G') }), unscored], record(text));
  const columns = written.trimEnd().split('\t');
  expect(columns.toSpliced(7, 1)).toEqual(text.split('\t').toSpliced(7, 1));
  expect(columns[7]).toBe(
    'DP=3;H2;AF=0.5,0.25;MB_LLR=-1.5,.;MB_EFFECT=0.5,.;MB_LOCAL=promoter|-0.25,.;' +
      'MB_DISTAL=G|-12|0.5&c%3A11-20|3|0.125,.;MB_REASON=.,symbolic',
  );
});

it('what VCF does not allow in a value is percent-encoded', () => {
  const { rows } = vcfText(options);
  const text = 'c\t31\t.\tA\tC\t.\t.\t.';
  const written = rows([row({ scores: scores(0, 'a;b=c,d e|f&g%:\th') })], record(text));
  expect(written).toContain('MB_DISTAL=a%3Bb%3Dc%2Cd%20e%7Cf%26g%25%3A%09h|-12|0.5&');
  expect(written.trimEnd().split('\t')).toHaveLength(8);
  expect(written).toContain('\t.\tMB_LLR=0;');
});

it('a head has a key of its own for each label, declared with its words', () => {
  const labels = [
    { id: 'cis-eqtl', label: 'Causal "eQTL"\n', unit: 'probability' },
    { id: 'other', label: 'Other', unit: '' },
  ];
  const text = vcfText({ ...options, labels });
  const declared = text.head.split('\n').filter((line) => line.includes('MB_HEAD_'));
  expect(declared).toEqual([
    `##INFO=<ID=MB_HEAD_cis.eqtl,Number=A,Type=Float,Description="Causal 'eQTL' (probability), as a head has it from both alleles">`,
    '##INFO=<ID=MB_HEAD_other,Number=A,Type=Float,Description="Other, as a head has it from both alleles">',
  ]);
  const heads = [
    { label: 'cis-eqtl', value: 0.25 },
    { label: 'other', value: NaN },
  ];
  const scored = row({ scores: { interval, local: [], distal: [], heads } });
  const line = text.rows([scored, unscored], record('c\t31\t.\tA\tC,<X>\t.\t.\tDP=3'));
  expect(line).toContain('\tDP=3;MB_REASON=.,symbolic;MB_HEAD_cis.eqtl=0.25,.\n');

  // Another run without that head takes its keys away.
  const earlier = text.head.trimEnd().split('\n');
  expect(keysOfEarlierRun(earlier)).toContain('MB_HEAD_cis.eqtl');
  const second = vcfText({ ...options, header: earlier });
  expect(second.head).not.toContain('MB_HEAD_');
  expect(second.rows([unscored], record(line.trimEnd()))).toMatch(/\tDP=3;MB_REASON=symbolic\n$/);
});

it('keys of an earlier run are replaced, those of others stay', () => {
  const first = vcfText(options);
  const text = 'c\t31\t.\tA\tC\t.\t.\tMB_OTHER=1;MB_LLR=9;DP=4;MB_REASON=overlap';
  const earlier = first.head.trimEnd().split('\n');
  expect(keysOfEarlierRun(header)).toEqual([]);
  expect(keysOfEarlierRun(earlier)).toContain('MB_LLR');
  const second = vcfText({ ...options, header: earlier });
  expect(second.head).toBe(first.head);
  expect(second.rows([row({ scores: scores(2, 'G') })], record(text))).toMatch(
    /\tMB_OTHER=1;DP=4;MB_LLR=2;MB_EFFECT=0\.5;/,
  );
  expect(second.rows([unscored], record('c\t31\t.\tA\tC\t.\t.\tMB_LLR=9'))).toMatch(
    /\tMB_REASON=symbolic\n$/,
  );
  // The name of version 0.2.0.
  const old = '##INFO=<ID=MB_SITE,Number=A,Type=String,Description="x">';
  const third = vcfText({ ...options, header: [...header.slice(0, -1), old, ...header.slice(-1)] });
  expect(third.head).toBe(first.head);
  expect(third.rows([unscored], record('c\t31\t.\tA\tC\t.\t.\tMB_SITE=t|1;DP=4'))).toMatch(
    /\tDP=4;MB_REASON=symbolic\n$/,
  );
});

it('offsets of gains and losses count from POS, wherever the variant was moved to', () => {
  const { head, rows } = vcfText({ ...options, distance: 50 });
  expect(head).toContain('gene|track|gain|bp from POS|loss|bp from POS');
  const deltas = [{ track: 'a', gain: 0.5, gainOffset: 3, loss: 0.25, lossOffset: -2 }];
  const alleles = { contig: 'c', ref: 'AT', alt: 'A' };
  const moved = row({
    ...{ scores: { ...scores(1, 'G'), deltas }, stated: { ...alleles, pos: 30 } },
    normalised: { ...alleles, pos: 26 },
  });
  const line = rows([moved], record('c\t31\t.\tAT\tA\t.\t.\t.'));
  expect(line).toContain('MB_DELTA=.|a|0.5|-1|0.25|-6');
});
