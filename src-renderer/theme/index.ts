/** Dark or light, as the system is or as a person has chosen. */
export { onDark } from './on-dark.ts';
export { onLight } from './on-light.ts';
export { penOn } from './pen-on.ts';
export { themeContext } from './theme-context.ts';
export { chooseTheme, followScheme, isDark, onSchemeChange } from './scheme.ts';
