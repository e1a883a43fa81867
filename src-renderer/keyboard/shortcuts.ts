/** Every key of the window, as the list of shortcuts shows it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'Go to a gene or a region' },
  { keys: ['P'], does: 'Predict the visible region' },
  { keys: ['E'], does: 'Knock out elements of the visible region' },
  { keys: ['V'], does: 'Score variants, and their table' },
  { keys: ['Ctrl', 'E'], does: 'Export' },
  { keys: ['←', '→'], does: 'Move along the genome' },
  { keys: ['+', '−'], does: 'Zoom in and out' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'Show these keys' },
];
