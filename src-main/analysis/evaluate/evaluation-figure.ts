import { defined, type ModelIdentity } from '../../contract/index.ts';
import type { Charts } from '../figure/index.ts';
import type { Evaluation } from './evaluate-model.ts';

/** The charts of all rows, as a figure has them. */
export function evaluationFigure(
  { title, data, scoredBy, measured, charts }: Omit<Evaluation, 'scored'>,
  model: ModelIdentity,
): Charts {
  const { metrics, rows } = defined(measured[0]);
  const what = `${title}: ${rows.toLocaleString('en-US')} rows of ${data}, scored by ${scoredBy}`;
  return {
    ...{ title: what, model, inputs: [{ key: 'data', text: data }] },
    sections: [{ title: '', measures: { metrics, ...charts } }],
  };
}
