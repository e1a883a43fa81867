/** Dark or light, as the system is or as a person has chosen. */
export { chooseTheme, isDark, onSchemeChange } from './scheme.ts';
