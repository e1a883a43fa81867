import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { counted, defined, fixed, measureName, type ProviderChoice } from '../../contract/index.ts';
import { evaluateModel, evaluationText } from '../../analysis/evaluate/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import { type EvaluationFiles, evaluationId, type SavedEvaluationRequest } from '../saved/index.ts';
import { followAnalysis, type MadeJob, type Work } from '../jobs/index.ts';
import { jobEnvironment, type ProjectJobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';

/** An evaluation as a job. With `instead` it takes the place of the one with that id. */
export function evaluationJob(
  request: SavedEvaluationRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: ProjectJobContext & { readonly files: EvaluationFiles },
  instead?: string,
): MadeJob {
  const { models, limits, files } = tools;
  const { labels, model: modelId, choices } = request;
  const { name } = models.library.find(modelId).model.manifest;
  const work: Work = async (job) => {
    const model = await models.load(modelId);
    const spec = {
      ...{ ...choices, info: choices.info ?? 'LABEL', pool: choices.pool ?? 'max' },
      ...{ masked: choices.masked ?? false, tolerance: defaultTolerance },
      ...{ data: labels, provider, ...limits() },
    };
    const events = evaluateModel(jobEnvironment(project, model, tools), spec, job.signal);
    const evaluation = await followAnalysis(events, job);
    const id = evaluationId(request);
    const file = `${randomUUID()}.json`;
    await files.write({ file }, evaluationText(evaluation, modelId));
    const before = project.evaluations.add(
      { id, request, file, model: model.identity, createdAt: new Date().toISOString() },
      instead,
    );
    before.forEach((one) => files.delete(one));
    tools.onFinished();
    const { rows, metrics } = defined(evaluation.measured[0]);
    const [measure, { value }] = defined(Object.entries(metrics)[0]);
    const how = Number.isNaN(value) ? 'is not defined' : fixed(value);
    return {
      evaluation: id,
      result: `${measureName(measure)} ${how}, ${counted(rows, 'row')} scored.`,
    };
  };
  return { kind: 'evaluation', title: `Evaluation of ${name} on ${basename(labels)}`, work };
}
