import { formatRegion, type Project } from '../../contract/index.ts';

/** What a project holds, by the ids that calls name it with; nothing of how a window arranges it. */
export function projectSummary(project: Project) {
  const { name, path, genome, missing, model, locus } = project;
  return {
    ...{ name, path, model, locus },
    genome: genome && {
      name: genome.name,
      contigs: genome.contigs.map(({ name: contig, length }) => ({ name: contig, length })),
    },
    files: project.tracks.map(({ id, kind, format, path: file }) => ({
      ...{ id, kind, format, path: file },
    })),
    ...(missing.length > 0 && { missing }),
    marks: project.marks.map((mark) => ({ region: formatRegion(mark), name: mark.name })),
    ...resultsOf(project),
    lostRuns: project.lostRuns.map(({ id, region }) => ({ id, region: formatRegion(region) })),
  };
}

/** What has been computed for a project, newest first. */
export function resultsOf({ runs, maps, baseMaps, variantSets }: Project) {
  return {
    runs: runs.map(({ id, region, run, tracks, window, shown }) => ({
      ...{ id, region: formatRegion(region), read: formatRegion(run.interval) },
      ...{ model: run.model.id, tracks, window, shown },
    })),
    maps: maps.map(({ id, region, model, track, elementCount, targetCount, shown }) => ({
      ...{ id, region: formatRegion(region), model: model.id, track },
      ...{ elements: elementCount, targets: targetCount, shown },
    })),
    baseMaps: baseMaps.map(({ id, region, model, question, shown }) => ({
      ...{ id, region: formatRegion(region), model: model.id, kind: question.kind, shown },
    })),
    variantSets: variantSets.map(({ id, source, model, scored, unscored, shown }) => ({
      ...{ id, source, model: model.id, scored, unscored, shown },
    })),
  };
}
