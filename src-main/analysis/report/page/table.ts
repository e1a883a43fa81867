import { float32Text } from '../../../formats/output/index.ts';
import { html, type Markup, type Part } from './markup.ts';

/** A column of a table, and what it means in words for someone who does not have the program. */
export interface PageColumn<Row> {
  readonly label: string;
  readonly explains: Part;
  readonly isNumber?: boolean | undefined;
  readonly cell: (row: Row) => Part;
}

/** A table with what each of its columns means below it. */
export function explainedTable<Row>(
  caption: Part,
  columns: readonly PageColumn<Row>[],
  rows: readonly Row[],
  rest?: Part,
): Markup {
  const classOf = ({ isNumber }: PageColumn<Row>) => (isNumber ? html` class="number"` : undefined);
  return html`<div class="scroll">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${columns.map((column) => html`<td${classOf(column)}>${column.cell(row)}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${rest === undefined ? undefined : html`<p class="rest">${rest}</p>`}
    <details open>
      <summary>What the columns mean</summary>
      <dl class="columns">
        ${columns.map(
          ({ label, explains }) =>
            html`<dt>${label}</dt>
              <dd>${explains}</dd> `,
        )}
      </dl>
    </details>`;
}

/** A number as it is shown, with all its digits for whoever copies the table. */
export function numberCell(value: number | undefined, show: (value: number) => string): Part {
  if (value === undefined || Number.isNaN(value)) return html`<span class="none">none</span>`;
  return html`<data value="${float32Text(value)}">${show(value)}</data>`;
}

/** Names and what belongs to them, one below the other. */
export function facts(entries: readonly (readonly [string, Part] | undefined)[]): Markup {
  const given = entries.filter((entry) => entry !== undefined);
  return html`<dl class="facts">
    ${given.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}
