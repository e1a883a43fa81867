import { resolve } from 'node:path';
import { MegabaseError, type VariantsRequest, type VariantMethods } from '../../contract/index.ts';
import { viewValues } from '../../cache/index.ts';
import { readTutorialVariants } from '../../analysis/tutorial/index.ts';
import { variantFormat, variantPaths, writeVariants } from '../../analysis/variants/index.ts';
import { agreedOutputs, projectJobs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import { backgroundJob } from './background-job.ts';
import type { JobQueue } from '../jobs/index.ts';
import type { JobContext } from '../environment/index.ts';
import type { VariantRequest } from '../saved/index.ts';
import { readVariantRequest } from './variant-request.ts';
import { VariantTables } from './variant-tables.ts';
import { variantsJob } from './variants-job.ts';

/** Scored variants: while they are made, and afterwards. */
export function variantMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<VariantMethods> {
  const files = new VariantTables(tools);
  const beginJob = projectJobs(jobs, projects, tools);
  const begin = (
    id: string,
    wanted: VariantRequest,
    provider: VariantsRequest['provider'],
    { instead, ahead }: { readonly instead?: string; readonly ahead?: boolean | undefined } = {},
  ) =>
    beginJob(
      id,
      { id, wanted, provider, instead },
      (project, all) => variantsJob(wanted, provider, project, all, instead),
      ahead,
    );
  return {
    scoreVariants: (request) => {
      const project = projects.get(request.project);
      const found = tools.models.library.find(request.model);
      const wanted = readVariantRequest(request, project, found);
      return begin(request.project, wanted, request.provider, { ahead: request.ahead });
    },
    keepBackground: (request) => {
      const { project: id, provider } = request;
      const project = projects.get(id);
      const found = tools.models.library.find(request.model);
      const wanted = readVariantRequest(request, project, found);
      if (wanted.haplotypes) {
        const what = 'A background is of variants one by one';
        throw new MegabaseError('usage', `${what}: do not score haplotypes together.`);
      }
      const { title, region, work } = backgroundJob(wanted, provider, project, tools);
      const asked = { id, wanted, provider, isBackground: true };
      return jobs.add({ kind: 'variants', title, region, project: id }, work, asked);
    },
    scoreVariantsAgain: ({ project, set, provider }) =>
      begin(project, projects.get(project).variantSets.get(set).request, provider, {
        instead: set,
      }),
    variantRows: async ({ project, set, ...wanted }) => {
      const table = await files.table(projects.get(project).variantSets.get(set));
      return table.list(wanted);
    },
    variantOrder: async ({ project, set, ...order }) => {
      const table = await files.table(projects.get(project).variantSets.get(set));
      return { rows: table.order(order) };
    },
    variantPoints: async ({ project, set }) => {
      const table = await files.table(projects.get(project).variantSets.get(set));
      return table.points;
    },
    variantView: async ({ project: id, set, row, allele, track, start, end, bpPerPixel }) => {
      const project = projects.get(id);
      const alleles = await files.alleles(project.variantSets.get(set), row, project);
      return viewValues(alleles.values(allele, track), start, end, bpPerPixel);
    },
    showVariantSet: ({ project: id, set }) => {
      const project = projects.get(id);
      project.edit(({ variantSets }) => {
        if (set !== undefined) project.variantSets.get(set);
        return { variantSets: variantSets.map((one) => ({ ...one, shown: one.id === set })) };
      });
      return projects.announce(project);
    },
    exportVariants: async ({ project, set, format: name, path: given, replace }, signal) => {
      const path = resolve(given);
      const format = variantFormat(path, name);
      const opened = projects.get(project);
      const saved = opened.variantSets.get(set);
      if (saved.request.haplotypes && format === 'vcf') {
        const what = 'A haplotype cannot be written as a VCF record';
        throw new MegabaseError('output-format', `${what}; choose a table, BED or JSON.`);
      }
      const paths = await variantPaths(path, format);
      const replaces = await agreedOutputs(paths, replace, opened, tools.models.library);
      const table = await files.table(saved);
      const { records, bytes } = await writeVariants(table.records(), path, {
        ...table.head,
        format,
        replaces,
        signal,
      });
      return { path, format, records, bytes, leftOut: 0 };
    },
    deleteVariantSet: ({ project: id, set }) => {
      const project = projects.get(id);
      files.delete(project.variantSets.remove(set));
      return projects.announce(project);
    },
    tutorialVariants: () => readTutorialVariants(tools.locations.resources),
  };
}
