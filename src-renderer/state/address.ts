/** Where one is in the window, as the page's address holds it after `#`. */
export interface Address {
  /** Path of the project's file. */
  readonly project?: string | undefined;
  /** What is visible, as a person writes it. */
  readonly locus?: string | undefined;
  /** Loci side by side move together. */
  readonly linked?: boolean | undefined;
  readonly panel?: string | undefined;
  /** Step of the open tutorial, from 1. */
  readonly step?: number | undefined;
}

/** Of a hash that says nothing, nothing. */
export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string) => fields.get(name) ?? undefined;
  const step = Number(text('step'));
  return {
    linked: text('linked') === 'yes' ? true : undefined,
    ...{ project: text('project'), locus: text('locus'), panel: text('panel') },
    step: Number.isInteger(step) && step > 0 ? step : undefined,
  };
}

/** Empty where no project is open. */
export function writeAddress({ project, locus, linked, panel, step }: Address): string {
  if (project === undefined) return '';
  const fields = new URLSearchParams({ project });
  if (locus !== undefined) fields.set('locus', locus);
  if (linked) fields.set('linked', 'yes');
  if (panel !== undefined) fields.set('panel', panel);
  if (step !== undefined) fields.set('step', String(step));
  return `#${fields.toString()}`;
}
