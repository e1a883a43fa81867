import {
  compareLinks,
  formatRegion,
  type EffectsRequest,
  type ProjectMap,
  type Region,
  type VariantSet,
  type VariantsRequest,
} from '../../src-main/contract/index.ts';
import { lengthOf } from '../locus/index.ts';
import type { AppState } from '../state/index.ts';
import { linkAgreementText } from '../truth/index.ts';
import type { TutorialStep } from './tutorial-step.ts';

const contig = 'chrT1';
const model = 'hawk-tutorial';

/** A pair of `resources/tutorial/truth.links.bedpe` with score 1: no other enhancer in the domain. */
const enhancer: Region = { contig, start: 563_187, end: 563_202 };
const promoter: Region = { contig, start: 663_619, end: 663_635 };

const whole: Region = { contig, start: 0, end: 1_000_000 };

/** That pair with what lies round it. */
const both: Region = { contig, start: 550_000, end: 680_000 };

const round = ({ start, end }: Region, flank: number): Region => ({
  contig,
  start: start - flank,
  end: end + flank,
});

export const tutorialSteps: readonly TutorialStep[] = [
  {
    title: 'A genome with known answers',
    text: [
      'This genome is synthetic: 1,000,000 bp with three kinds of short motifs. A promoter is active only if an enhancer lies in the same domain, at any distance. Insulators separate domains.',
      'The annotation track shows the motifs. Below it are the variants and reads of a sample.',
    ],
    action: 'Show a 40,000 bp region',
    do: (app) => app.view.show({ contig, start: 120_000, end: 160_000 }),
  },
  {
    title: 'Predict all of chrT1',
    text: [
      'The tutorial model reads all 1,000,000 bp in one pass, in both directions, and carries its state along the sequence. It sees only the sequence, not the annotation.',
      'This takes less than a minute on two cores, and is begun while you read. Progress is shown at the bottom of the window.',
    ],
    action: 'Predict chrT1',
    do: (app) => app.actions.predict(prediction(app)),
    prepare: (app) =>
      app.actions.prepare((workbench, project) =>
        workbench.predict({ ...prediction(app), project, ahead: true }),
      ),
    isDone: (app) => hasRun(app),
  },
  {
    title: 'Local and distal tracks',
    text: [
      'Promoter, Enhancer and Insulator are local: each peak lies at its motif.',
      'Active promoter is distal. Its peaks are at the same positions as those of Promoter, but some are missing: those promoters have no enhancer in their domain.',
    ],
    action: 'Show the whole contig',
    waitsFor: needsTracks,
    do: (app) => app.view.show(whole),
  },
  {
    title: 'An active promoter',
    text: [
      'The model predicts that the promoter at chrT1:663,620-663,635 is active.',
      'There is no enhancer nearby, neither upstream nor downstream.',
    ],
    action: 'Go to chrT1:663,620',
    waitsFor: needsTracks,
    do: (app) => app.view.show(round(promoter, 6_000)),
  },
  {
    title: 'Its only enhancer, 100 kbp away',
    text: [
      'The only enhancer in this domain is at chrT1:563,188-563,202, 100,432 bp upstream. A model that reads windows of 12,288 bp cannot see it.',
      'The button marks both in the view.',
    ],
    action: 'Show both',
    waitsFor: needsTracks,
    do: async (app) => {
      await app.marks.add([
        { ...round(enhancer, 400), name: 'Enhancer' },
        { ...round(promoter, 400), name: 'Target promoter' },
      ]);
      await app.view.show(both);
    },
  },
  {
    title: 'Export the predictions',
    text: [
      'Export the visible region as bigWig or as a table, or save the view as an image. Each exported file records the model and the context.',
    ],
    action: 'Export',
    waitsFor: needsTracks,
    do: (app) => app.dialogs.show({ kind: 'export' }),
  },
  {
    title: 'The distal map of chrT1',
    text: [
      'Which enhancer acts on which promoter? Megabase replaces each predicted enhancer by N, runs the model again and measures the change at every promoter.',
      'An arc connects the enhancer to each promoter that changes; it is blue where the promoter loses activity. Click an arc, a gene or an enhancer, or go through the list in the Effects panel.',
    ],
    action: `Knock out ${formatRegion(both)}`,
    do: (app) => knockOut(app, both),
    prepare: (app) =>
      app.actions.prepare((workbench, project) =>
        workbench.findEffects({ ...effects(app, both), project, ahead: true }),
      ),
    isDone: (app) => mapsOver(app, both).length > 0,
    more: {
      action: 'Knock out all of chrT1 (minutes)',
      do: (app) => knockOut(app, whole),
      isDone: (app) => mapsOver(app, whole).length > 0,
    },
  },
  {
    title: 'Compare with the true links',
    text: [
      'Because this genome is synthetic, its true links are known. Neither the model nor Megabase has seen them.',
      'They are drawn downwards, below the predicted arcs. Where the two agree, the prediction is correct.',
    ],
    action: 'Reveal the true links',
    do: (app) => app.effects.reveal(true),
    waitsFor: (app) =>
      mapsOver(app, both).length > 0 ? undefined : 'The distal map of the step before comes first.',
    isDone: (app) => app.effects.revealed,
    result: agreement,
  },
  {
    title: "The sample's variants",
    text: [
      'The sample has variants on chrT2. For each of them, Megabase runs the model with the alternative allele and measures the change at every gene start on chrT2, near or far.',
      'A table opens when they are scored. Move through it with Up and Down; Enter or a click overlays the alternative on the reference.',
    ],
    action: 'Score the variants of chrT2',
    do: scoreSample,
    prepare: (app) =>
      app.actions.prepare((workbench, project) =>
        workbench.scoreVariants({ ...scoring(app), project, ahead: true }),
      ),
    isDone: (app) => sampleSet(app) !== undefined,
  },
  {
    title: 'Compare with the true effects',
    text: [
      'Because this genome is synthetic, it is known which variants disrupt an enhancer, an insulator or a promoter, and which genes they affect. Neither the model nor Megabase has seen this.',
      'The last column of the table shows the true effect. The variants are sorted by distal effect, largest first.',
    ],
    action: 'Reveal the true effects',
    do: revealTruth,
    waitsFor: (app) =>
      sampleSet(app) ? undefined : 'The scored variants of the step before come first.',
    isDone: (app) => app.variants.agreement !== undefined,
    result: (app) => app.variants.agreement,
  },
];

const prediction = (app: AppState) => ({
  ...{ region: contig, model, provider: app.models.choice },
});

/** Something of chrT1 must have been predicted, though not all of it. */
function needsTracks({ project }: AppState): string | undefined {
  const isThere = project?.runs.some(
    ({ region, run }) => run.model.id === model && region.contig === contig,
  );
  return isThere ? undefined : 'A prediction of chrT1, step 2, comes first.';
}

function hasRun(app: AppState): boolean {
  return (app.project?.runs ?? []).some(
    ({ region, run, window }) =>
      window === undefined &&
      run.model.id === model &&
      region.contig === contig &&
      region.end - region.start >= 1_000_000,
  );
}

async function knockOut(app: AppState, region: Region): Promise<void> {
  await app.view.show(region);
  await app.actions.findEffects(effects(app, region));
}

function effects(app: AppState, region: Region): Omit<EffectsRequest, 'project'> {
  const genes = app.project?.tracks.find(({ format }) => format === 'gff3');
  return {
    ...{ region: formatRegion(region), flank: 0, model, provider: app.models.choice },
    elements: { kind: 'track', track: 'enhancer', threshold: 0.5 },
    ...(genes && { targets: genes.id }),
    knockOut: { kind: 'n' },
  };
}

/** Maps whose elements come from all of `place`, the largest first. */
function mapsOver(app: AppState, place: Region): ProjectMap[] {
  return (app.project?.maps ?? [])
    .filter(({ region: { contig, start, end } }) => {
      return contig === place.contig && start <= place.start && end >= place.end;
    })
    .sort((a, b) => lengthOf(b.region) - lengthOf(a.region));
}

function agreement(app: AppState): string {
  const { effects } = app;
  const map = mapsOver(app, both).find(({ id }) => effects.get(id));
  const open = map && effects.get(map.id);
  if (!open) return 'No distal map of chrT1 is shown. Go back one step to create one.';
  return linkAgreementText(compareLinks(open.numbers, open.links, effects.knownOf(map.region)));
}

/** The contig whose variants are scored: short enough to take seconds. */
const sampled = 'chrT2';

async function scoreSample(app: AppState): Promise<void> {
  const request = scoring(app);
  const contig = app.project?.genome?.contigs.find(({ name }) => name === sampled);
  if (contig) await app.view.show({ contig: sampled, start: 0, end: contig.length });
  await app.actions.scoreVariants(request);
}

function scoring(app: AppState): Omit<VariantsRequest, 'project'> {
  const tracks = app.project?.tracks ?? [];
  const source = tracks.find(({ kind }) => kind === 'variant');
  const genes = tracks.find(({ format }) => format === 'gff3');
  if (!source) throw new Error("The tutorial's sample.vcf.gz is missing.");
  return {
    ...{ source: source.id, region: sampled, model, provider: app.models.choice },
    ...(genes && { targets: genes.id }),
    ...{ masked: false, haplotypes: false },
  };
}

/** The sample's scored variants, if they are there. */
function sampleSet({ project }: AppState): VariantSet | undefined {
  return project?.variantSets.find(
    (set) => set.region?.contig === sampled && set.model.id === model && !set.lost,
  );
}

async function revealTruth(app: AppState): Promise<void> {
  const set = sampleSet(app);
  if (!set) throw new Error('The variants have not been scored yet. Go back one step.');
  if (!set.shown) await app.actions.showVariants(set.id);
  await app.variants.reveal();
  if (app.variants.sort !== 'distal') app.variants.sortBy('distal');
}
