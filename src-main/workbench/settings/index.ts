/** The settings and what follows from them, and what the program says about itself. */
export { aboutMethods } from './about-methods.ts';
export { CacheLimit } from './cache-limit.ts';
export { SettingsFile } from './settings-file.ts';
export { settingsMethods } from './settings-methods.ts';
