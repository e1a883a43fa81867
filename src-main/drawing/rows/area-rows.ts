import type { FileKind, Project, TrackLayout } from '../../contract/index.ts';
import type { AreaContent } from './area-content.ts';
import { comparedRows } from './comparison.ts';
import { modelGroups } from './model-groups.ts';
import type { PredictionSpec } from './prediction-bins.ts';
import { arranged, byOrder, groupRows, settingsOf, type Body, type Group } from './row-group.ts';
import { predictionRow, type FileRow, type HeadingRow, type Row } from './row.ts';

/** Files below the predictions, from top to bottom. */
const kindsBelow: readonly FileKind[] = ['signal', 'variant', 'alignment'];

/** All rows below ruler and sequence, hidden ones included, in the order that a person gave them. */
export function areaRows(content: AreaContent): Row[] {
  const { project, alleles } = content;
  const { layout } = project;
  const files = fileRows(project);
  const annotation = files.filter(({ track }) => track.kind === 'annotation');
  const others = kindsBelow.flatMap((kind) => files.filter(({ track }) => track.kind === kind));
  const opened = openedRows(alleles, others, layout);
  const rest = others.filter((row) => !opened.includes(row));
  const models = modelGroups(content);
  const signals = [...models.flatMap((group) => group.rows), ...others];
  const groups: Group[] = [
    ...comparedRows(content, signals),
    ...models,
    ...(rest.length > 0
      ? [{ id: 'files', rows: rest, heading: plainHeading('Reads, variants, signals') }]
      : []),
  ];
  return [
    ...arranged(annotation, layout),
    ...opened,
    ...groups.toSorted(byOrder(layout)).flatMap((group) => groupRows(group, layout)),
  ];
}

/** An opened variant stands right below the genes, and the reads that tell of it below it. */
function openedRows(
  alleles: readonly PredictionSpec[],
  files: readonly Body[],
  layout: TrackLayout,
): Row[] {
  const [first] = alleles;
  if (!first) return [];
  const own = alleles.map((spec) =>
    predictionRow(
      { ...spec, settings: { ...spec.settings, ...settingsOf(layout, spec.id) } },
      `${allelesOf(spec)}: ${spec.alleles ?? ''}`,
      // What it is told in says the rest.
      spec.info.label,
    ),
  );
  const reads = files.filter((row) => row.kind === 'file' && row.track.kind === 'alignment');
  const rows = [...own, ...reads];
  const heading: HeadingRow = {
    ...{ kind: 'heading', id: 'heading:alleles', group: 'alleles', settings: {} },
    ...plainHeading(`Variant ${first.alleles ?? ''}`),
    ...{ folded: layout.folded.includes('alleles'), count: rows.length },
  };
  return [heading, ...rows];
}

/** Rows that are drawn: neither hidden nor below a folded heading. */
export function drawnRows(rows: readonly Row[], { folded }: TrackLayout): Row[] {
  return rows.filter(
    ({ kind, group, settings }) =>
      !settings.hidden && (kind === 'heading' || !folded.includes(group)),
  );
}

function allelesOf({ info, compared }: PredictionSpec): string {
  return `${info.label}${compared === 'difference' ? ', difference' : ''}`;
}

function plainHeading(name: string): NonNullable<Group['heading']> {
  return { name, reads: [], live: false };
}

function fileRows({ tracks, layout }: Project): FileRow[] {
  const seen = new Map<string, number>();
  return tracks.map((track) => {
    const { name, kind } = track;
    // Paths change where a project travels, and the same name may come twice.
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    const id = `file:${name}${before === 0 ? '' : `#${before + 1}`}`;
    const group = kind === 'annotation' ? 'annotation' : 'files';
    return { kind: 'file', id, group, name, track, settings: settingsOf(layout, id) };
  });
}
