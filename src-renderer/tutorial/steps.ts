import {
  formatRegion,
  type ProjectMap,
  type Region,
  type VariantSet,
} from '../../src-main/contract/index.ts';
import { lengthOf } from '../locus/index.ts';
import type { AppState } from '../state/index.ts';
import { compareLinks, linkAgreementText } from '../truth/index.ts';

/** One step: what is seen, and the one thing to do. */
export interface TutorialStep {
  readonly title: string;
  readonly says: readonly string[];
  readonly action: string;
  do(app: AppState): void | Promise<void>;
  /** True once what the step does is there. */
  isDone?(app: AppState): boolean;
  /** The same in large, for those who have the time. */
  readonly more?: Pick<TutorialStep, 'action' | 'do' | 'isDone'>;
  /** What can be said once it is there. */
  result?(app: AppState): string | undefined;
}

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

export const steps: readonly TutorialStep[] = [
  {
    title: 'A genome whose answers are known',
    says: [
      'This genome is made up: 1,000,000 bp in which three short motifs are hidden. A promoter is active only if an enhancer lies in the same domain, at any distance. Insulators end a domain.',
      'Above the reads and variants of a sample you see where the motifs are.',
    ],
    action: 'Show 40,000 bp of it',
    do: (app) => app.view.show({ contig, start: 120_000, end: 160_000 }),
  },
  {
    title: 'Predict all of chrT1',
    says: [
      'The tutorial model reads the million bases in one pass, forwards and backwards, and carries what it has read along. It sees no annotation, only letters.',
      'This takes a minute or so on two cores. The strip below shows how far it is.',
    ],
    action: 'Predict chrT1',
    do: async (app) => {
      await app.actions.predict({ region: contig, model, provider: app.models.choice });
    },
    isDone: (app) => hasRun(app),
  },
  {
    title: 'Local and distal tracks',
    says: [
      'Promoter, Enhancer and Insulator are local: the motif stands right below each peak.',
      'Active promoter is distal. Compare it with Promoter: same places, but some peaks are gone. Those promoters have no enhancer in their domain.',
    ],
    action: 'Show the whole contig',
    do: (app) => app.view.show(whole),
  },
  {
    title: 'An active promoter',
    says: [
      'At chrT1:663,620-663,635 the model says that the promoter is active.',
      'Look left and right: there is no enhancer anywhere near.',
    ],
    action: 'Go to chrT1:663,620',
    do: (app) => app.view.show(round(promoter, 6_000)),
  },
  {
    title: 'Its only enhancer, 100 kbp away',
    says: [
      'The one enhancer of this domain lies at chrT1:563,188-563,202, 100,432 bp upstream. A model that reads windows of 12,288 bp could not know of it.',
      'Both are marked in the view.',
    ],
    action: 'Show both',
    do: async (app) => {
      await app.view.addMarks([
        { ...round(enhancer, 400), name: 'enhancer' },
        { ...round(promoter, 400), name: 'its promoter' },
      ]);
      await app.view.show(both);
    },
  },
  {
    title: 'Take it with you',
    says: [
      'Export the visible part as bigWig or as a table, or the view as a picture. Each file says which model made it and what was read.',
    ],
    action: 'Export',
    do: (app) => app.dialogs.show({ kind: 'export' }),
  },
  {
    title: 'The distal map of chrT1',
    says: [
      'Which enhancer acts on which promoter? Megabase takes each enhancer that the model sees, replaces it by N, reads the sequence again and looks at every promoter.',
      'An arc goes up from the enhancer to each promoter that changes: blue where it loses activity. Click an arc, a gene or an enhancer, or walk through the list under Effects.',
    ],
    action: `Knock out ${formatRegion(both)}`,
    do: (app) => knockOut(app, both),
    isDone: (app) => mapsOver(app, both).length > 0,
    more: {
      action: 'Knock out all of chrT1 (minutes)',
      do: (app) => knockOut(app, whole),
      isDone: (app) => mapsOver(app, whole).length > 0,
    },
  },
  {
    title: 'The truth beside it',
    says: [
      'This genome was built, so its true links are known. The model and Megabase have never seen them.',
      'They hang down below the predicted arcs. Where above and below are alike, the prediction is right.',
    ],
    action: 'Reveal the true links',
    do: (app) => app.effects.reveal(true),
    isDone: (app) => app.effects.known.length > 0,
    result: agreement,
  },
  {
    title: "The sample's variants",
    says: [
      'The sample has variants on chrT2. For each, Megabase reads the sequence once more with the variant in it and looks at every gene start of chrT2, near or far.',
      'A table opens when they are scored. Up and down walk through it; Enter or a click lays the alternative over the reference.',
    ],
    action: 'Score the variants of chrT2',
    do: scoreSample,
    isDone: (app) => sampleSet(app) !== undefined,
  },
  {
    title: 'What they truly do',
    says: [
      'This genome was built, so it is known which variants break an enhancer, an insulator or a promoter, and which genes change. The model and Megabase have never seen that.',
      'The last column of the table is the truth. The largest effect at a target comes first.',
    ],
    action: 'Reveal the truth',
    do: revealTruth,
    isDone: (app) => app.variants.agreement !== undefined,
    result: (app) => app.variants.agreement,
  },
];

function hasRun(app: AppState): boolean {
  return (app.project?.runs ?? []).some(
    ({ region, run }) =>
      run.model.id === model && region.contig === contig && region.end - region.start >= 1_000_000,
  );
}

async function knockOut(app: AppState, region: Region): Promise<void> {
  const genes = app.project?.tracks.find(({ format }) => format === 'gff3');
  await app.view.show(region);
  await app.actions.findEffects({
    ...{ region: formatRegion(region), flank: 0, model, provider: app.models.choice },
    elements: { kind: 'track', track: 'enhancer', threshold: 0.5 },
    ...(genes && { targets: genes.id }),
    knockOut: { kind: 'n' },
  });
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
  if (!open) return 'No distal map of chrT1 is shown: go back one step to make one.';
  return linkAgreementText(compareLinks(open.numbers, open.links, effects.knownOf(map.region)));
}

/** Whose variants are scored: short enough to take seconds. */
const sampled = 'chrT2';

async function scoreSample(app: AppState): Promise<void> {
  const tracks = app.project?.tracks ?? [];
  const source = tracks.find(({ kind }) => kind === 'variant');
  const genes = tracks.find(({ format }) => format === 'gff3');
  if (!source) throw new Error("The tutorial's sample.vcf.gz is missing.");
  const contig = app.project?.genome?.contigs.find(({ name }) => name === sampled);
  if (contig) await app.view.show({ contig: sampled, start: 0, end: contig.length });
  await app.actions.scoreVariants({
    ...{ source: source.id, region: sampled, model, provider: app.models.choice },
    ...(genes && { targets: genes.id }),
    ...{ masked: false, haplotypes: false },
  });
}

/** The sample's scored variants, if they are there. */
function sampleSet({ project }: AppState): VariantSet | undefined {
  return project?.variantSets.find(
    (set) => set.region?.contig === sampled && set.model.id === model && !set.lost,
  );
}

async function revealTruth(app: AppState): Promise<void> {
  const set = sampleSet(app);
  if (!set) throw new Error('The variants are not scored yet: go back one step.');
  if (!set.shown) await app.actions.showVariants(set.id);
  await app.variants.reveal();
  if (app.variants.sort !== 'distal') app.variants.sortBy('distal');
}
