import {
  formatBytes,
  formatRegion,
  teachingModels,
  type Region,
  basePairs,
  count,
  counted,
} from '../../../contract/index.ts';
import type { ReportBasis, ReportFile } from '../report.ts';
import { maxHashed } from '../describe-file.ts';
import { section, warning } from './frame.ts';
import { html, type Markup, type Part } from './markup.ts';
import { facts } from './table.ts';

/** What must be known of a model before its numbers are read; undefined where there is nothing. */
export function modelWarning({ card, identity, isTutorial }: ReportBasis): Markup | undefined {
  const [base = ''] = identity.id.split('+');
  if (!teachingModels.includes(base)) return undefined;
  return warning(
    isTutorial
      ? html`<strong>For learning, not for biology.</strong> Both the genome and the model of this
          report are made up: ${card.name} was trained on a synthetic genome that ships with
          Megabase. Nothing here is about a living organism.`
      : html`<strong>Not for biology.</strong> ${card.name} was trained on a made-up genome, to
          learn the program with. What it says about this genome has no meaning, and must not be
          used for any decision.`,
  );
}

/** What ran, on what, and with which model. `own` are the facts of this kind of report. */
export function basisSection(
  basis: ReportBasis,
  own: readonly (readonly [string, Part])[],
): Markup {
  const { card, identity, genome, program, engine, command } = basis;
  return section(
    'What was run, and on what',
    facts([
      ['Program', html`Megabase ${program}, engine ${engine}`],
      [
        'Model',
        html`${card.name} ${card.version} (<code>${card.id}</code>, family ${card.family})`,
      ],
      card.description === undefined ? undefined : ['In its own words', card.description],
      ['Trained on', card.trainedOn ?? 'Its package does not say.'],
      [
        'Trained with',
        card.trainingContext === undefined
          ? 'windows of a length that its package does not say'
          : `windows of ${basePairs(card.trainingContext)}`,
      ],
      ['Licence', card.license],
      card.citation === undefined ? undefined : ['To cite', card.citation],
      ['SHA-256 of the model', html`<span class="digits">${identity.hash}</span>`],
      ['Genome', `${counted(genome.contigs, 'contig')}, ${basePairs(genome.bases)} in all`],
      ...own,
    ]),
    html`<h3>Files that were read</h3>
      ${fileTable(basis.files)}
      <h3>To make this report again</h3>
      <pre><code>${command}</code></pre>
      ${notesOf(basis.notes)}`,
  );
}

function fileTable(files: readonly ReportFile[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Name</th>
          <th scope="col" class="number">Size</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        ${files.map(
          (file) =>
            html`<tr>
              <td>${file.role}</td>
              <td>${file.name}</td>
              <td class="number">
                ${file.bytes === undefined ? 'not known' : formatBytes(file.bytes)}
              </td>
              <td>${hashText(file)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function hashText({ bytes, sha256 }: ReportFile): Part {
  if (sha256 !== undefined) return html`<span class="digits">${sha256}</span>`;
  if (bytes === undefined) return 'none: it was not a file, or can no longer be read';
  return `not taken: files of more than ${formatBytes(maxHashed)} are not read for it`;
}

function notesOf(notes: readonly string[]): Markup | undefined {
  if (notes.length === 0) return undefined;
  return html`<h3>What the program said on the way</h3>
    <ul>
      ${notes.map((note) => html`<li>${note}</li> `)}
    </ul>`;
}

/** `chr1:1-1,000,000`, and how many more there are. */
export function intervalsText(first: readonly Region[], total: number): string {
  const more = total - first.length;
  return `${first.map(formatRegion).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}
