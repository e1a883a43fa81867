import {
  readingsOfChange,
  strongestChange,
  strongestEffect,
  type HeadLabel,
  type VariantRow,
  type VariantScores,
  defined,
} from '../../../contract/index.ts';
import { float32Text, oneLine } from '../../../formats/output/index.ts';
import type { VariantText, VariantTableHead } from './variant-text.ts';

/** One key of INFO: what it says, and its value for one allele. */
interface InfoKey {
  readonly id: string;
  readonly number: 'A' | '.';
  readonly type: 'Float' | 'String';
  readonly description: string;
  readonly value: (row: VariantRow) => string | undefined;
}

/** What the keys of heads begin with; their labels follow. */
const headPrefix = 'MB_HEAD_';

/** The key of a label. A key may have dots (VCF 4.3, 1.4.2), which a label has not, but no dashes. */
function headKey({ id: label, label: name, unit }: HeadLabel): InfoKey {
  const of = unit === '' ? '' : ` (${unit})`;
  return {
    id: `${headPrefix}${label.replaceAll('-', '.')}`,
    number: 'A',
    type: 'Float',
    description: oneLine(`${name}${of}, as a head has it from both alleles`).replaceAll(
      /["\\]/g,
      "'",
    ),
    value: ({ scores }) => number(scores?.heads?.find((one) => one.label === label)?.value),
  };
}

const commonKeys: readonly InfoKey[] = [
  {
    id: 'MB_LLR',
    number: 'A',
    type: 'Float',
    description: 'ln P(alt)/P(ref) of the bases; of an indel, of those on either side of it',
    value: ({ scores }) => number(scores?.llr),
  },
  {
    id: 'MB_LLR_MASKED',
    number: 'A',
    type: 'Float',
    description: 'ln P(alt)/P(ref) of a substitution with its bases masked',
    value: ({ scores }) => number(scores?.maskedLlr),
  },
  {
    id: 'MB_EFFECT',
    number: 'A',
    type: 'Float',
    description: 'Largest effect, local or at a target: with the variant minus without',
    value: ({ scores }) => number(scores && strongestEffect(scores)),
  },
  {
    id: 'MB_LOCAL',
    number: 'A',
    type: 'String',
    description: 'Local effect on each track: track|effect, joined by &',
    value: ({ scores }) =>
      joined(scores?.local.map(({ track, effect }) => [track, number(effect) ?? '.'])),
  },
  {
    id: 'MB_DISTAL',
    number: 'A',
    type: 'String',
    description:
      'Targets with the largest effects: gene or locus|distance in bp|effect, joined by &',
    value: ({ scores }) => joined(distalFields(scores)),
  },
  {
    id: 'MB_REASON',
    number: '.',
    type: 'String',
    description: 'Why an allele has no scores; a single value where it applies to the whole record',
    value: ({ reason }) => reason?.code,
  },
];

/** Keys of what is only there where it was asked for. */
const deltaKey = (distance: number): InfoKey => ({
  id: 'MB_DELTA',
  number: 'A',
  type: 'String',
  description:
    `Largest gain and loss of each track within ${distance} bp: ` +
    'gene|track|gain|bp from POS|loss|bp from POS, joined by &',
  value: ({ scores, stated, normalised }) => {
    // Scores belong to the normalised variant, which may stand elsewhere than its record says.
    const shift = (normalised?.pos ?? 0) - (stated?.pos ?? normalised?.pos ?? 0);
    return joined(
      scores?.deltas?.map(({ gene, track, gain, gainOffset, loss, lossOffset }) => [
        ...[gene?.name ?? '.', track, number(gain) ?? '.', String(gainOffset + shift)],
        ...[number(loss) ?? '.', String(lossOffset + shift)],
      ]),
    );
  },
});

const aggregateKey: InfoKey = {
  id: 'MB_AGGREGATE',
  number: 'A',
  type: 'String',
  description: 'Aggregates of each track: scorer|gene|track|score|quantile, joined by &',
  value: ({ scores }) =>
    joined(
      scores?.aggregates?.map(({ scorer, gene, track, value, quantile }) => [
        ...[scorer, gene?.name ?? '.', track, number(value) ?? '.', number(quantile) ?? '.'],
      ]),
    ),
};

const quantileKey: InfoKey = {
  id: 'MB_LLR_QUANTILE',
  number: 'A',
  type: 'Float',
  description: 'Rank of the ratio, masked where it was asked for, among common variants, -1 to 1',
  value: ({ scores }) => number(scores?.maskedLlrQuantile ?? scores?.llrQuantile),
};

const backgroundKeys: readonly InfoKey[] = [
  {
    id: 'MB_LLR_BACKGROUND',
    number: 'A',
    type: 'Float',
    description:
      'Percent of random changes nearby with a higher ratio, masked where it was asked for',
    value: ({ scores }) =>
      number((scores?.maskedLlrBackground ?? scores?.llrBackground)?.percentile),
  },
  {
    id: 'MB_EFFECT_BACKGROUND',
    number: 'A',
    type: 'Float',
    description:
      'Percent of random changes nearby whose effect there is smaller than MB_EFFECT, either way',
    value: ({ scores }) => number(scores && strongestChange(scores)?.background?.percentile),
  },
];

const unfamiliarKey: InfoKey = {
  id: 'MB_UNFAMILIAR',
  number: 'A',
  type: 'Float',
  description:
    'Mean log-likelihood of a base of the reference there, only where it is far below usual: ' +
    'the model seems never to have been shown such sequence',
  value: ({ scores }) => number(scores?.unfamiliar?.logLikelihood),
};

const readingsKey: InfoKey = {
  id: 'MB_READINGS',
  number: 'A',
  type: 'String',
  description:
    'What each strand, or each member of the model, says by itself: reading|MB_LLR|MB_EFFECT, joined by &',
  value: ({ scores }) => {
    const change = scores && strongestChange(scores);
    return joined(
      scores?.readings?.map(({ id, llr }, i) => [
        ...[id, number(llr) ?? '.'],
        (change && number(readingsOfChange(scores, change)[i]?.effect)) ?? '.',
      ]),
    );
  },
};

const askedKeys = [
  deltaKey(0),
  aggregateKey,
  quantileKey,
  ...backgroundKeys,
  unfamiliarKey,
  readingsKey,
].map(({ id }) => id);

/** Keys of ours, by their names of today and of version 0.2.0. */
const ownKeys = [...commonKeys.map(({ id }) => id), ...askedKeys, 'MB_SITE'];

/** Meta lines that tell of the scores. */
const metaKey = 'megabaseVariants';

/** Which keys of ours a header has already, from an earlier run. */
export function keysOfEarlierRun(header: readonly string[]): string[] {
  const heads = header.flatMap((line) => /^##INFO=<ID=(MB_HEAD_[^,]+),/.exec(line)?.[1] ?? []);
  return [...ownKeys.filter((id) => header.some((line) => declares(line, id))), ...heads];
}

/**
 * VCF: every line of the header and every record as it stands, with our keys added to INFO; of an
 * earlier run they are replaced. A value an ALT, `.` where there is none. What VCF 4.3 (1.2) does not
 * allow in a value, and what parts ours, is percent-encoded. A line that is no record is not written.
 */
export function vcfText(head: VariantTableHead): VariantText {
  const {
    header,
    notes,
    labels = [],
    distance,
    aggregated,
    ranked,
    compared,
    judged,
    readings,
  } = head;
  const asked = [
    ...(distance === undefined ? [] : [deltaKey(distance)]),
    ...(aggregated ? [aggregateKey] : []),
    ...(ranked ? [quantileKey] : []),
    ...(compared ? backgroundKeys : []),
    ...(judged ? [unfamiliarKey] : []),
    ...(readings ? [readingsKey] : []),
  ];
  const keys = [...commonKeys, ...asked, ...labels.map(headKey)];
  const earlier = new Set(keysOfEarlierRun(header));
  const kept = header.filter(
    (line) => !line.startsWith(`##${metaKey}=`) && ![...earlier].some((id) => declares(line, id)),
  );
  const added = [
    ...notes.map(({ key, text }) => `##${metaKey}=${key}: ${text}`),
    ...keys.map(
      ({ id, number, type, description }) =>
        `##INFO=<ID=${id},Number=${number},Type=${type},Description="${description}">`,
    ),
  ];
  const lines = [...kept.slice(0, -1), ...added, defined(kept.at(-1))];
  return {
    head: `${lines.join('\n')}\n`,
    rows(rows, record) {
      if (record?.stated === undefined) return '';
      const columns = record.text.split('\t');
      columns[7] = addInfo(defined(columns[7]), rows, keys);
      return `${columns.join('\t')}\n`;
    },
    tail: '',
  };
}

function addInfo(info: string, rows: readonly VariantRow[], keys: readonly InfoKey[]): string {
  const kept = info.split(';').filter((field) => {
    const key = defined(field.split('=', 1)[0]);
    return !ownKeys.includes(key) && !key.startsWith(headPrefix);
  });
  const added = keys.flatMap(({ id, value }) => {
    const values = rows.map((row) => value(row));
    if (values.every((one) => one === undefined)) return [];
    return [`${id}=${values.map((one) => one ?? '.').join(',')}`];
  });
  const stated = kept.join(';');
  if (stated === '' || stated === '.') return added.join(';') || '.';
  return [stated, ...added].join(';');
}

function declares(line: string, id: string): boolean {
  return line.startsWith(`##INFO=<ID=${id},`);
}

function distalFields(scores: VariantScores | undefined): string[][] | undefined {
  return scores?.distal.map(({ target, distance, effect }) => [
    target.gene ?? target.name,
    String(distance),
    float32Text(effect),
  ]);
}

function joined(items: readonly (readonly string[])[] | undefined): string | undefined {
  if (items === undefined || items.length === 0) return undefined;
  return items.map((fields) => fields.map(encode).join('|')).join('&');
}

function number(value: number | undefined): string | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : float32Text(value);
}

/** VCF 4.3, 1.2, with the signs that part our own fields and blanks, which INFO must not have. */
function encode(text: string): string {
  return text.replaceAll(
    /[%:;=,|&\s]/g,
    (sign) => `%${defined(sign.codePointAt(0)).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
