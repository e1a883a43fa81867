import type { Job, ProjectRun, Region } from '../../src-main/contract/index.ts';
import type { AppState } from '../state/index.ts';
import type { TutorialStep } from './tutorial-step.ts';

const model = 'hawk-yeast';
const tracks = ['cds_plus', 'cds_minus', 'promoter_plus', 'promoter_minus'];

/** Contigs of the genome that the guide opens with. */
const [finished, draft] = ['chrXI_416001_476000', 'draft'];

/** What the probe is called, and the id that makes of it. */
const probe = { id: 'yeast-gene-starts', name: 'Gene start' };

export const yeastSteps: readonly TutorialStep[] = [
  {
    title: '60 kbp of a real genome',
    text: [
      "A part of chromosome XI of baker's yeast (Saccharomyces cerevisiae S288C, chrXI:416,001-476,000) with its genes. Source: Saccharomyces Genome Database, www.yeastgenome.org, CC BY 4.0.",
      'Below the genes are all reading frames of 300 bp and more, from ATG to stop, on either strand. On a finished yeast genome most of them are genes.',
    ],
    action: 'Show all 60,000 bp',
    do: (app) => turnTo(app, finished),
  },
  {
    title: 'Genes and promoters by the model',
    text: [
      'Hawk yeast was trained on 13 other chromosomes of this genome and has never seen this one. It reads the sequence alone, not the annotation.',
      'Coding sequence has a track for each strand, and so have promoters: each lies before the genes of its strand. Compare them with the genes.',
    ],
    action: 'Predict the region',
    do: (app) => predict(app, finished),
    prepare: (app) => prepare(app, finished),
    isDone: (app) => runOver(app, finished) !== undefined,
    result: (app) => genesFound(app, finished),
  },
  {
    title: 'The same as a draft',
    text: [
      'The contig "draft" is the same sequence with a wrong insertion or deletion in every 100 bp or so, as an unpolished assembly of long reads has them. They were put in at random when this project was opened, the same each time.',
      'They break the reading frames: those of 300 bp and more that are left cover about a fifth of the coding sequence. The model reads composition and signals, not the frame, and its genes stay.',
    ],
    action: 'Predict the draft',
    do: (app) => predict(app, draft),
    prepare: (app) => prepare(app, draft),
    isDone: (app) => runOver(app, draft) !== undefined,
    result: (app) => genesFound(app, draft),
  },
  {
    title: 'A probe for labels of your own',
    text: [
      'gene-starts.bed marks 96 bp round each start codon of the region: something that the model has no track for. A probe is a linear map from its hidden states to such labels.',
      'It is fitted to four fifths of the region and measured on the rest. So few genes do for an example, not for more.',
    ],
    action: 'Fit the probe',
    do: fitProbe,
    isDone: (app) => hasProbe(app),
    result: (app) => {
      const job = probeJob(app);
      const measured = job?.result === undefined ? '' : ` ${job.result}`;
      return `The probe is among the models as Hawk yeast + ${probe.name}.${measured}`;
    },
  },
  {
    title: 'What it cannot say',
    text: [
      'Genes can be exported as GFF3 or BED: runs of coding bins with their longest reading frame. They are no spliced models and have no phase; short genes are often missed.',
      'On a finished yeast genome a search for reading frames finds genes better. Promoter means the 300 bp before a gene, not a measured start of transcription, and says nothing of expression.',
      'It tells nothing of variants: neither a stop codon nor a missense change moves its tracks. It knows one strain of one species; where your genome is not like it, the window says so.',
    ],
    action: 'Export the genes',
    do: (app) => app.dialogs.show({ kind: 'export' }),
  },
];

/** All of a contig of the open genome. */
function whole({ project }: AppState, name: string): Region {
  const contig = project?.genome?.contigs.find((one) => one.name === name);
  if (!contig) throw new Error(`The genome of this guide has no contig ${name}; open it again.`);
  return { contig: name, start: 0, end: contig.length };
}

/** Goes to a contig; runs of the other one would be rows of nothing but hatching. */
async function turnTo(app: AppState, contig: string): Promise<void> {
  for (const { id, region, shown } of app.project?.runs ?? []) {
    const wanted = region.contig === contig;
    if (shown !== wanted) await app.actions.showRun(id, wanted);
  }
  await app.view.show(whole(app, contig));
}

async function predict(app: AppState, contig: string): Promise<void> {
  await turnTo(app, contig);
  await app.actions.predict(prediction(app, contig));
}

function prepare(app: AppState, contig: string): Promise<Job | undefined> {
  return app.actions.prepare((workbench, project) =>
    workbench.predict({ ...prediction(app, contig), project, ahead: true }),
  );
}

const prediction = (app: AppState, region: string) => ({
  ...{ region, model, tracks, provider: app.models.choice },
});

function runOver({ project }: AppState, contig: string): ProjectRun | undefined {
  return project?.runs.find(
    ({ region, run, window }) =>
      window === undefined &&
      run.model.id === model &&
      region.contig === contig &&
      region.end - region.start >= 55_000,
  );
}

/** Holds the calls in the run that was just made against the annotation. */
async function genesFound(app: AppState, contig: string): Promise<string> {
  const run = runOver(app, contig);
  if (!run || !app.project) return '';
  const request = { project: app.project.id, run: run.id };
  const { genes, found, missed } = await app.workbench.yeastGenes(request);
  const others = missed.length === 0 ? '' : ` Missed: ${missed.join(', ')}.`;
  return `${found} of ${genes} genes are found: half or more of their coding bases are called on their strand.${others}`;
}

async function fitProbe(app: AppState): Promise<void> {
  const labels = app.project?.tracks.find(({ name }) => name === 'gene-starts.bed');
  if (!labels) throw new Error('gene-starts.bed is not in the project any more; open it again.');
  await turnTo(app, finished);
  const request = { labels: labels.path, ...probe, bin: 16, byName: false };
  await app.actions.fitProbe({ ...request, model, provider: app.models.choice });
}

function hasProbe({ models }: AppState): boolean {
  return models.list.some(({ id }) => id === `${model}+${probe.id}`);
}

function probeJob({ jobs }: AppState): Job | undefined {
  return jobs.list.find((job) => job.probe?.model === `${model}+${probe.id}`);
}
