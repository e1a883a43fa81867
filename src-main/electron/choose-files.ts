import type { Dialog, FileFilter } from 'electron';
import type { Windows } from './windows.ts';

const filters: Readonly<Record<'genome' | 'project', FileFilter>> = {
  genome: {
    name: 'Genome (FASTA, 2bit)',
    extensions: ['fa', 'fasta', 'fna', 'fas', 'gz', 'bgz', '2bit'],
  },
  // Older projects end in `.megabase.json`, of which systems know the last part alone.
  project: { name: 'Megabase project', extensions: ['megabase', 'json'] },
};

/** Has a person choose a genome or a project, and opens it where there is room for it. */
export async function chooseFiles(
  windows: Windows,
  dialog: Pick<Dialog, 'showOpenDialog'>,
  kind: keyof typeof filters,
): Promise<void> {
  const options = {
    title: `Open a ${kind}`,
    // Where a dialog has no title bar.
    message: `Open a ${kind}`,
    properties: ['openFile' as const],
    filters: [filters[kind], { name: 'All files', extensions: ['*'] }],
  };
  const { current } = windows;
  const { filePaths } = await (current
    ? dialog.showOpenDialog(current, options)
    : dialog.showOpenDialog(options));
  if (filePaths.length > 0) windows.openFiles(filePaths);
}
