import type { PageAction } from '../../src-main/contract/index.ts';

/** What helps, in the order in which it is asked for. */
export const helpItems: readonly { readonly action: PageAction; readonly label: string }[] = [
  { action: 'guide', label: 'Guide' },
  { action: 'tutorial', label: 'Tutorial' },
  { action: 'shortcuts', label: 'Keyboard shortcuts' },
  { action: 'diagnostics', label: 'Diagnostics' },
  { action: 'licences', label: 'Licences' },
  { action: 'newest-version', label: 'Check for updates' },
  { action: 'about', label: 'About Megabase' },
];
