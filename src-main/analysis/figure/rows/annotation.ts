import type { DataTrack, Region } from '../../../contract/index.ts';
import type { Feature } from '../../../drawing/index.ts';
import { readBedFeatures } from '../../../formats/bed/index.ts';
import { gff3Features, gtfFeatures, type GffFeature } from '../../../formats/gff/index.ts';
import type { RowContext } from './row-context.ts';
import { sameContig } from './same-contig.ts';

/** A feature of a file, with its type; where the file says no colour, it is empty and the row's to choose. */
export interface ReadFeature extends Feature {
  /** Empty where the file has no types. */
  readonly type: string;
  /** A transcript or a gene. */
  readonly isGenic: boolean;
}

/** Parts that a transcript is made of; introns are the lines between them. */
const pieces = /^(exon|CDS|.*UTR|start_codon|stop_codon|Selenocysteine)$/i;
const introns = /intron/i;
const transcripts = /rna|transcript/i;
const genes = /gene$/i;

/** What of an annotation is seen: of genes with transcripts those, named by their gene. */
export async function readAnnotation(
  { path, format }: Pick<DataTrack, 'path' | 'format'>,
  context: Pick<RowContext, 'region' | 'genome' | 'signal'>,
): Promise<ReadFeature[]> {
  const { region } = context;
  const isSeen = sameContig(region.contig, context.genome.contigs);
  const touches = ({ contig, start, end }: Region) =>
    isSeen(contig) && start < region.end && end > region.start;
  if (format === 'bed') {
    const features = await readBedFeatures(path, touches);
    return features.map((one) => ({
      ...{ name: one.name, start: one.start, end: one.end, strand: one.strand ?? '.' },
      ...{ color: one.color ?? '', parts: one.parts, type: '', isGenic: false },
    }));
  }
  const seen: GffFeature[] = [];
  for await (const feature of format === 'gtf' ? gtfFeatures(path) : gff3Features(path)) {
    if (context.signal.aborted) break;
    if (touches(feature)) seen.push(feature);
  }
  return format === 'gtf' ? gtfModels(seen) : gff3Models(seen);
}

function idOf({ attributes }: GffFeature): string | undefined {
  return attributes['ID']?.[0];
}

function gff3Models(seen: readonly GffFeature[]): ReadFeature[] {
  const byId = new Map<string, GffFeature>();
  const children = new Map<string, GffFeature[]>();
  for (const feature of seen) {
    const id = idOf(feature);
    if (id !== undefined && !byId.has(id)) byId.set(id, feature);
    for (const parent of feature.attributes['Parent'] ?? []) {
      children.set(parent, [...(children.get(parent) ?? []), feature]);
    }
  }
  const models: ReadFeature[] = [];
  const drawn = new Set<string>();
  for (const feature of seen) {
    const { type } = feature;
    const id = idOf(feature);
    if (introns.test(type)) continue;
    const parents = feature.attributes['Parent'] ?? [];
    const own = id === undefined ? [] : (children.get(id) ?? []);
    if (pieces.test(type)) {
      // A piece whose transcript is not in the file stands for itself.
      if (!parents.some((parent) => byId.has(parent))) models.push(modelOf(feature, [feature]));
      continue;
    }
    if (genes.test(type) && own.some((child) => transcripts.test(child.type))) continue;
    // GFF3 writes what is in several places as lines of one ID.
    if (id !== undefined && drawn.has(id) && parents.length === 0 && own.length > 0) continue;
    if (id !== undefined) drawn.add(id);
    const gene = parents.map((parent) => byId.get(parent)).find((one) => one !== undefined);
    models.push(modelOf(gene ? { ...feature, attributes: namesOf(feature, gene) } : feature, own));
  }
  return models;
}

/** A transcript is called what its gene is. */
function namesOf(transcript: GffFeature, gene: GffFeature): Record<string, string[]> {
  const name = nameOf(gene, true);
  return name === undefined ? transcript.attributes : { ...transcript.attributes, Name: [name] };
}

function gtfModels(seen: readonly GffFeature[]): ReadFeature[] {
  const models: ReadFeature[] = [];
  const groups = Map.groupBy(seen, ({ attributes, type, start }) => {
    const id = attributes['transcript_id']?.[0];
    return id || (genes.test(type) ? '' : `${type} ${start}`);
  });
  const withTranscripts = new Set(
    [...groups].flatMap(([id, lines]) =>
      id === '' ? [] : lines.flatMap(({ attributes }) => attributes['gene_id'] ?? []),
    ),
  );
  for (const [id, lines] of groups) {
    if (id === '') {
      const alone = lines.filter(
        ({ attributes }) => !withTranscripts.has(attributes['gene_id']?.[0] ?? ''),
      );
      models.push(...alone.map((gene) => modelOf(gene, [])));
      continue;
    }
    const whole = lines.find(({ type }) => !pieces.test(type));
    const first = whole ?? lines[0];
    if (!first) continue;
    const start = Math.min(...lines.map((line) => line.start));
    const end = Math.max(...lines.map((line) => line.end));
    const type = whole ? whole.type : 'transcript';
    models.push(modelOf({ ...first, type, start, end }, lines));
  }
  return models;
}

function modelOf(feature: GffFeature, children: readonly GffFeature[]): ReadFeature {
  const { start, end, strand, type } = feature;
  const isGenic = genes.test(type) || transcripts.test(type) || pieces.test(type);
  const parts = children
    .filter((child) => pieces.test(child.type))
    .map((child) => {
      return { start: child.start, end: child.end, coding: /^CDS$/i.test(child.type) };
    });
  // Coding sequence lies over the exon that it is a part of.
  parts.sort((a, b) => Number(a.coding) - Number(b.coding));
  const isOne = parts.length === 1 && parts[0]?.start === start && parts[0].end === end;
  return {
    ...{ start, end, strand, type, isGenic, color: '' },
    name: nameOf(feature, isGenic),
    parts: isOne && !parts[0]?.coding ? [] : parts,
  };
}

/** The symbol of a gene, else its ID; of what is no gene only a name that it was given. */
function nameOf({ attributes }: GffFeature, isGenic: boolean): string | undefined {
  const keys = isGenic
    ? ['gene_name', 'gene', 'Name', 'gene_id', 'ID']
    : ['Name', 'gene_name', 'Alias'];
  return keys.map((key) => attributes[key]?.[0]).find((name) => name !== undefined && name !== '');
}
