/** Dark or light, as the system is or as a person has chosen. */
export { onDark } from './on-dark.ts';
export { themeContext } from './theme-context.ts';
export { chooseTheme, isDark, onSchemeChange } from './scheme.ts';
