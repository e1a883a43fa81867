import {
  changeOf,
  isNothing,
  largestDistal,
  largestLocal,
  shortAlleles,
  shortChange,
  shownScore,
  type VariantRow,
  basePairs,
  count,
  counted,
} from '../../../contract/index.ts';
import type { VariantsReport } from '../report.ts';
import { html, type Part } from './markup.ts';
import { amount, distanceText, signed } from './words.ts';

/** A change of a probability that is worth counting. */
const large = 0.1;

/** What came of the variants in a few sentences. */
export function variantsInShort(report: VariantsReport): Part[] {
  const { scored, unscored, rows, head, points } = report;
  const unit = head.haplotypes === true ? 'haplotype' : 'variant';
  const said: Part[] = [
    `${counted(scored, unit)} scored` +
      (unscored > 0 ? `, ${count(unscored)} not: the reasons are below.` : '.'),
  ];
  const isProbability =
    head.tracks.length > 0 && head.tracks.every((one) => one.unit === 'probability');
  if (isProbability && scored > 0) {
    const { local, distal } = points.values;
    const isLarge = (effect: number | undefined) => Math.abs(effect ?? NaN) >= large;
    const moved = local.filter((effect, row) => isLarge(effect) || isLarge(distal[row])).length;
    said.push(
      `${count(moved)} of them ${moved === 1 ? 'changes' : 'change'} some prediction by ${large} or more, ` +
        'on a scale from 0 to 1.',
    );
  }
  const [first] = rows;
  const sentence = first && largestEffect(first, report);
  if (sentence !== undefined) said.push(sentence);
  const farthest = isProbability ? farthestEffect(report) : undefined;
  if (farthest !== undefined) said.push(farthest);
  return said;
}

/** What the first variant does, where it stands and elsewhere. */
function largestEffect(
  row: VariantRow,
  { head: { tracks, track, masked } }: VariantsReport,
): Part | undefined {
  const { scores } = row;
  const [local, distal] = [largestLocal(scores), largestDistal(scores)];
  const name = variantName(row);
  const here =
    local && !isNothing(local.effect)
      ? html`${tracks.find(({ id }) => id === local.track)?.label ?? local.track} where it stands
        from ${fromTo(local)}`
      : undefined;
  const there =
    distal && track
      ? html`${track.label} of <strong>${distal.target.gene ?? distal.target.name}</strong>,
          ${distanceText(distal.distance)}, from ${fromTo(distal)}`
      : undefined;
  if (here || there) {
    const and = here && there ? ', and ' : undefined;
    return html`The largest effect: <strong>${name}</strong> takes ${here}${and}${there}.`;
  }
  const score = shownScore(scores, { masked });
  if (score === undefined) return undefined;
  return html`The largest log-likelihood ratio is that of <strong>${name}</strong>:
    ${signed(score)}.`;
}

/** Of the listed variants, the one whose large effect lies farthest away. */
function farthestEffect({ rows, scored, head: { track } }: VariantsReport): Part | undefined {
  const far = rows.flatMap((row) =>
    (row.scores?.distal ?? [])
      .filter(({ effect }) => Math.abs(effect) >= large)
      .map((distal) => ({ row, distal })),
  );
  const [most] = far.sort((a, b) => Math.abs(b.distal.distance) - Math.abs(a.distal.distance));
  if (!most || !track) return undefined;
  const { row, distal } = most;
  const which =
    rows.length < scored ? `The farthest of the first ${count(rows.length)}` : 'The farthest';
  return html`${which} reaches ${basePairs(Math.abs(distal.distance))}:
    <strong>${variantName(row)}</strong> takes ${track.label} of
    <strong>${distal.target.gene ?? distal.target.name}</strong> from ${fromTo(distal)}.`;
}

function fromTo({ value, effect }: { readonly value: number; readonly effect: number }): string {
  return `${amount(value)} to ${amount(value + effect)}`;
}

/** `chr1:1,234 A>C` */
function variantName(row: VariantRow): string {
  const { stated, place, id } = row;
  const contig = place?.contig ?? stated?.contig;
  const start = stated?.pos ?? place?.start;
  if (contig === undefined || start === undefined || !stated) return shortAlleles(id);
  return `${contig}:${count(start + 1)} ${shortChange(changeOf(row))}`;
}
