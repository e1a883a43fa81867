/** Whether a pass keeps in a file what its memory does not hold: where it must, all of it, or never. */
export const spillChoices = ['auto', 'always', 'never'] as const;

export type SpillChoice = (typeof spillChoices)[number];
