import type { Job, Region } from '../../src-main/contract/index.ts';
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
    isDone: (app) => hasRun(app, finished),
    result: () =>
      'Of the 32 genes, 30 are called on the right strand. ARC19 and SFT1 are missed: the first is short, the second short and spliced.',
  },
  {
    title: 'The same as a draft',
    text: [
      'The contig "draft" is the same sequence with a wrong insertion or deletion in every 100 bp or so, as an unpolished assembly of long reads has them. They were put in at random when this project was opened, the same each time.',
      'They break the reading frames: those of 300 bp and more that are left cover about a fifth of the coding sequence. The model reads composition and signals, not the frame, and its genes stay.',
    ],
    action: 'Predict the draft',
    do: (app) => predict(app, draft),
    isDone: (app) => hasRun(app, draft),
    result: () => 'Again 30 of the 32 genes are called on the right strand.',
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
  await app.actions.predict({ region: contig, model, tracks, provider: app.models.choice });
}

function hasRun(app: AppState, contig: string): boolean {
  return (app.project?.runs ?? []).some(
    ({ region, run }) =>
      run.model.id === model && region.contig === contig && region.end - region.start >= 55_000,
  );
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
