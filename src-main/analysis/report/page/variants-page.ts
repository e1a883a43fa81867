import {
  defined,
  isNothing,
  strongestEffect,
  unfamiliarVariantsText,
  type VariantRow,
  count,
  counted,
} from '../../../contract/index.ts';
import { refusalWords } from '../../../sequence/index.ts';
import type { VariantsReport } from '../report.ts';
import { page, pictureSection, section, warning } from './frame.ts';
import { limitsSection, noBackgroundLimit, toleranceLimit } from './limits.ts';
import { html, type Markup, type Part } from './markup.ts';
import { basisSection, intervalsText, modelWarning } from './model-section.ts';
import { explainedTable } from './table.ts';
import { variantPageColumns } from './variant-columns.ts';
import { variantsInShort } from './variants-in-short.ts';

/** The page of a report on variants. */
export function variantsPage(report: VariantsReport): string {
  const { basis, head, scored, unscored, intervals } = report;
  const source = defined(basis.files[1] ?? basis.files[0]).name;
  const what = head.haplotypes === true ? 'Haplotypes' : 'Variants';
  return page({
    title: `${what} of ${source}`,
    subtitle: html`Scored by ${basis.card.name} ${basis.card.version} on
    ${defined(basis.files[0]).name}`,
    basis,
    sections: [
      ...[modelWarning(basis), unfamiliarWarning(report)].filter((one) => one !== undefined),
      section(
        'In short',
        html`<ul>
          ${variantsInShort(report).map((one) => html`<li>${one}</li> `)}
        </ul>`,
      ),
      ...pictureSection(report.pictures),
      ...(scored > 0 ? [tableSection(report)] : []),
      ...(unscored > 0 ? [unscoredSection(report)] : []),
      limitsSection(basis, intervals.longest, ownLimits(report)),
      basisSection(basis, [
        ['Context that was read', intervalsText(intervals.first, intervals.count)],
        ...report.settings.map(({ key, text }) => [sentenceCase(key), text] as const),
      ]),
    ],
  });
}

/** Where the model was never shown such sequence. */
function unfamiliarWarning({ basis, unfamiliar, scored }: VariantsReport): Markup | undefined {
  const text = unfamiliarVariantsText(basis.card, { ...unfamiliar, scored });
  return text === undefined
    ? undefined
    : warning(html`<strong>Unlike what the model was trained on.</strong> ${text}`);
}

/** The rows of the table: where they are not all, none whose effect rounds to nothing. */
function listed({ rows, scored }: VariantsReport): readonly VariantRow[] {
  if (rows.length === scored) return rows;
  const some = rows.filter(({ scores }) => !isNothing((scores && strongestEffect(scores)) ?? NaN));
  return some.length === 0 ? rows : some;
}

function tableSection(report: VariantsReport): Markup {
  const { scored, table, head } = report;
  const rows = listed(report);
  const left = scored - rows.length;
  const unit = head.haplotypes === true ? 'haplotype' : 'variant';
  const rest =
    left > 0
      ? html`${counted(left, `more ${unit}`)} with smaller effects ${left === 1 ? 'is' : 'are'} not
        listed here.
        ${table === undefined ? 'The command “megabase variants”, or Export in the window, writes them all.' : ''}`
      : undefined;
  const file =
    table === undefined
      ? undefined
      : html`All rows, with every score and every reason, are in the file <strong>${table}</strong>,
          which came with this report.`;
  return section(
    left > 0 ? `The ${count(rows.length)} largest effects` : 'Effects, the largest first',
    explainedTable(
      html`${counted(rows.length, unit)}, by the largest change of any prediction`,
      variantPageColumns(report),
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
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Why</th>
              <th scope="col" class="number">How many</th>
              <th scope="col">The first of them</th>
            </tr>
          </thead>
          <tbody>
            ${reasons.map(
              ({ code, count: many, first }) =>
                html`<tr>
                  <td>${sentenceCase(words[code] ?? code)}</td>
                  <td class="number">${count(many)}</td>
                  <td>${first.id}: ${first.message}</td>
                </tr> `,
            )}
          </tbody>
        </table>
      </div>
      ${table === undefined ? undefined : html`<p class="rest">Each of them is in ${table} with its reason.</p>`}`,
  );
}

function ownLimits(report: VariantsReport): (Part | undefined)[] {
  const { head, settings, basis } = report;
  const setting = (key: string) => settings.find((one) => one.key === key)?.text;
  const hasLlr = report.rows.some(({ scores }) => scores?.llr !== undefined);
  const tolerance = setting('tolerance');
  const leastEffect = setting('least effect');
  return [
    basis.card.variantLimit,
    head.haplotypes === true
      ? html`<strong>Each haplotype is read whole</strong>, with all of its variants at once: which
          of them does what is not told apart.`
      : html`<strong>Each variant is tried alone</strong>, in the reference genome. Two variants of
          one sample that make up for each other, or need each other, are not seen together, and
          whether a sample has one copy or two plays no part.`,
    hasLlr &&
      html`<strong>The log-likelihood ratio is not harm.</strong> It says how unusual the new
        letters are to the model among sequences like those it was trained on.`,
    hasLlr &&
      head.ranked !== true &&
      html`<strong>Nothing here says how unusual a score is</strong> among variants that people
        carry in health: no background of common variants was kept for this model.`,
    head.track &&
      html`<strong>Effects elsewhere are looked for at targets only</strong>
        (${setting('targets') ?? 'see below'}), inside what was
        read${
          leastEffect === undefined || leastEffect === '0'
            ? ''
            : `, and listed from ${leastEffect} on`
        }.`,
    head.haplotypes !== true &&
      setting('background') === undefined &&
      noBackgroundLimit('variants'),
    tolerance === undefined ? undefined : toleranceLimit(tolerance),
    report.unscored > 0 &&
      `${counted(report.unscored, 'variant')} could not be scored: see “Not scored”.`,
  ];
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
