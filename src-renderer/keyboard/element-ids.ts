/** Elements that keys give the focus to, or ask for it. */
export const browserId = 'genome-browser';
export const guideId = 'guide';
