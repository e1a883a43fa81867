/** Every key of the window, as the list of shortcuts shows it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly action: string }[] = [
  { keys: ['/'], action: 'Go to a gene, region or variant' },
  { keys: ['P'], action: 'Predict the visible region' },
  { keys: ['E'], action: 'Knock out elements in the visible region' },
  { keys: ['V'], action: 'Score variants' },
  { keys: ['Ctrl', 'E'], action: 'Export' },
  { keys: ['←', '→'], action: 'Move along the genome' },
  { keys: ['+', '−'], action: 'Zoom in and out' },
  { keys: ['Esc'], action: 'Close the panel, card or dialog' },
  { keys: ['?'], action: 'Show this list' },
];
