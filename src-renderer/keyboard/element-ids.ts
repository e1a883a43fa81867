/** Elements that keys give the focus to. */
export const locusBoxId = 'locus';
export const browserId = 'genome-browser';
