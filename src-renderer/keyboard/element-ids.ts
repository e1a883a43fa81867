/** Element that keys give the focus to. */
export const browserId = 'genome-browser';
