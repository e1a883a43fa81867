/** Of indexes that are read beside a file without being named. */
const endings = ['fai', 'gzi', 'tbi', 'csi', 'bai', 'crai'];

/** Where an index of a file may stand: `sample.bam.bai` or `sample.bai` beside `sample.bam`. */
export function indexPaths(path: string): string[] {
  const bare = path.replace(/\.[^./\\]+$/, '');
  return endings.flatMap((ending) => [`${path}.${ending}`, `${bare}.${ending}`]);
}
