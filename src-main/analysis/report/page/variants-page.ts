import {
  changeOf,
  defined,
  largestDistal,
  largestLocal,
  shortAlleles,
  shownScore,
  strongestEffect,
  type VariantRow,
} from '../../../contract/index.ts';
import { refusalWords } from '../../../sequence/index.ts';
import type { VariantsReport } from '../report.ts';
import { page, section } from './frame.ts';
import { limitsSection, toleranceLimit } from './limits.ts';
import { html, type Markup, type Part } from './markup.ts';
import { basisSection, intervalsText, modelWarning } from './model-section.ts';
import { explainedTable } from './table.ts';
import { variantColumns } from './variant-columns.ts';
import { amount, counted, count, distanceText, signed } from './words.ts';

/** The page of a report on variants; `pictures` go before the table. */
export function variantsPage(report: VariantsReport, pictures: readonly Markup[]): string {
  const { basis, head, scored, unscored, intervals } = report;
  const source = defined(basis.files[1] ?? basis.files[0]).name;
  const what = head.haplotypes === true ? 'Haplotypes' : 'Variants';
  return page({
    title: `${what} of ${source}`,
    subtitle: html`Scored by ${basis.card.name} ${basis.card.version} on ${defined(basis.files[0]).name}`,
    basis,
    sections: [
      ...[modelWarning(basis)].filter((one) => one !== undefined),
      section('In short', html`<ul>${shortly(report).map((one) => html`<li>${one}</li>
`)}</ul>`),
      ...(pictures.length > 0 ? [section('Pictures', ...pictures)] : []),
      ...(scored > 0 ? [tableSection(report)] : []),
      ...(unscored > 0 ? [unscoredSection(report)] : []),
      limitsSection(basis, intervals.first, ownLimits(report)),
      basisSection(basis, [
        ['Context that was read', intervalsText(intervals.first, intervals.count)],
        ...report.settings.map(({ key, text }) => [sentenceCase(key), text] as const),
      ]),
    ],
  });
}

function shortly({ scored, unscored, rows, head, points }: VariantsReport): Part[] {
  const unit = head.haplotypes === true ? 'haplotype' : 'variant';
  const said: Part[] = [
    `${counted(scored, unit)} scored` +
      (unscored > 0 ? `, ${count(unscored)} not: the reasons are below.` : '.'),
  ];
  const probabilities = head.tracks.length > 0 && head.tracks.every((one) => one.unit === 'probability');
  if (probabilities && scored > 0) {
    const moved = points.effect.reduce((sum, effect) => sum + (Math.abs(effect) >= 0.1 ? 1 : 0), 0);
    said.push(
      `${count(moved)} of them ${moved === 1 ? 'changes' : 'change'} some prediction by 0.1 or more, ` +
        'on a scale from 0 to 1.',
    );
  }
  const [first] = rows;
  const sentence = first && sentenceOf(first, head);
  if (sentence !== undefined) said.push(sentence);
  return said;
}

/** The largest effect in a sentence. */
function sentenceOf(row: VariantRow, { tracks, track }: VariantsReport['head']): Part | undefined {
  const { scores } = row;
  const [local, distal] = [largestLocal(scores), largestDistal(scores)];
  const most = scores && strongestEffect(scores);
  const name = variantName(row);
  if (distal && distal.effect === most && track) {
    const { target, value, effect, distance } = distal;
    return html`The largest effect is that of <strong>${name}</strong>: ${track.label} of
<strong>${target.gene ?? target.name}</strong>, ${distanceText(distance)}, goes from ${amount(value)} to
${amount(value + effect)}.`;
  }
  if (local && local.effect === most) {
    const info = tracks.find(({ id }) => id === local.track);
    return html`The largest effect is that of <strong>${name}</strong>: ${info?.label ?? local.track} where it
stands goes from ${amount(local.value)} to ${amount(local.value + local.effect)}.`;
  }
  const score = shownScore(scores, { masked: scores?.maskedLlr !== undefined });
  return score === undefined
    ? undefined
    : html`The largest log-likelihood ratio is that of <strong>${name}</strong>: ${signed(score)}.`;
}

/** `chr1:1,234 A>C` */
function variantName(row: VariantRow): string {
  const { stated, place, id } = row;
  const contig = place?.contig ?? stated?.contig;
  const start = stated?.pos ?? place?.start;
  if (contig === undefined || start === undefined || !stated) return shortAlleles(id);
  return shortAlleles(`${contig}:${count(start + 1)} ${changeOf(row)}`);
}

function tableSection(report: VariantsReport): Markup {
  const { rows, scored, table, head } = report;
  const left = scored - rows.length;
  const unit = head.haplotypes === true ? 'haplotype' : 'variant';
  const rest =
    left > 0
      ? html`${counted(left, `more ${unit}`)} with smaller effects ${left === 1 ? 'is' : 'are'} not listed
here. ${table === undefined ? 'The command “megabase variants”, or Export in the window, writes them all.' : ''}`
      : undefined;
  const file =
    table === undefined
      ? undefined
      : html`All rows, with every score and every reason, are in the file <strong>${table}</strong>, which came
with this report.`;
  return section(
    left > 0 ? `The ${count(rows.length)} largest effects` : 'Effects, the largest first',
    explainedTable(
      html`${counted(rows.length, unit)}, by the largest change of any prediction`,
      variantColumns(report),
      rows,
      rest || file ? html`${rest}${file}` : undefined,
    ),
  );
}

function unscoredSection({ reasons, unscored, table }: VariantsReport): Markup {
  const words: Readonly<Record<string, string>> = refusalWords;
  return section(
    `Not scored: ${count(unscored)}`,
    html`<p>Nothing is said about these, which is not the same as no effect.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Why</th><th scope="col" class="number">How many</th><th scope="col">The first of them</th></tr></thead>
<tbody>
${reasons.map(
    ({ code, count: many, first }) => html`<tr><td>${sentenceCase(words[code] ?? code)}</td><td class="number">${count(many)}</td><td>${first.id}: ${first.message}</td></tr>
`,
  )}</tbody>
</table></div>
${table === undefined ? undefined : html`<p class="rest">Each of them is in ${table} with its reason.</p>`}`,
  );
}

function ownLimits(report: VariantsReport): (Part | undefined)[] {
  const { head, settings } = report;
  const setting = (key: string) => settings.find((one) => one.key === key)?.text;
  const hasLlr = report.rows.some(({ scores }) => scores?.llr !== undefined);
  const tolerance = setting('tolerance');
  const leastEffect = setting('least effect');
  return [
    head.haplotypes === true
      ? html`<strong>Each haplotype is read whole</strong>, with all of its variants at once: which of them does
what is not told apart.`
      : html`<strong>Each variant is tried alone</strong>, in the reference genome. Two variants of one sample that
make up for each other, or need each other, are not seen together, and whether a sample has one copy or two plays
no part.`,
    hasLlr &&
      html`<strong>The log-likelihood ratio is not harm.</strong> It says how unusual the new letters are to the
model among sequences like those it was trained on.`,
    hasLlr &&
      head.ranked !== true &&
      html`<strong>Nothing here says how unusual a score is</strong> among variants that people carry in health: no
background of common variants was kept for this model.`,
    head.track &&
      html`<strong>Effects elsewhere are looked for at targets only</strong>
(${setting('targets') ?? 'see below'}), inside what was read${
        leastEffect === undefined || leastEffect === '0' ? '' : `, and listed from ${leastEffect} on`
      }.`,
    tolerance === undefined ? undefined : toleranceLimit(tolerance),
    report.unscored > 0 &&
      `${counted(report.unscored, 'variant')} could not be scored: see “Not scored”.`,
  ];
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
