/** Every key of the window, as the list of shortcuts shows it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly action: string }[] = [
  { keys: ['/'], action: 'Go to a gene, region or variant' },
  { keys: ['P'], action: 'Predict the visible region' },
  { keys: ['E'], action: 'Knock out elements in the visible region' },
  { keys: ['V'], action: 'Score variants' },
  { keys: ['Ctrl', 'E'], action: 'Export' },
  { keys: ['Ctrl', ','], action: 'Preferences' },
  { keys: ['←', '→'], action: 'Move along the genome' },
  { keys: ['+', '−'], action: 'Zoom in and out; Ctrl and wheel do so at the pointer' },
  { keys: ['Shift', 'drag'], action: 'Zoom into what is selected; on the ruler, mark it' },
  { keys: ['Alt', '←'], action: 'Previous view; Alt → next' },
  { keys: ['M'], action: 'Mark the visible region' },
  { keys: ['.'], action: 'Next marked region; , previous' },
  { keys: ['G'], action: 'Cursor guide and centre line' },
  { keys: ['Alt', '↑'], action: 'Move a row up, in its options or on its heading; Alt ↓ down' },
  {
    keys: ['Ctrl', 'Z'],
    action:
      'Take back a change of rows, marks, shown runs, files or the model; with Shift, do it again',
  },
  { keys: ['Esc'], action: 'Close the panel, card or dialog' },
  { keys: ['F1'], action: 'Open or close the guide' },
  { keys: ['?'], action: 'Show this list' },
];
