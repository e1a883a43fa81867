import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { assertedIndex } from './tests/lint/asserted-index.js';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'out',
      'dist',
      'demo-output',
      'bench-output',
      'e2e-output',
      'native-models/kernel/build',
      'native-models/kernel/prebuilds',
      '**/.svelte-kit',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { house: { rules: { 'asserted-index': assertedIndex } } },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // `house/asserted-index` takes its place: it lets `!` stand where a typed array is indexed in a loop.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'house/asserted-index': 'error',
      // Numbers print as they are; anything else in a message must be made text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A name left out of a rest is how a property is taken away.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_' },
      ],
      // `(event) => emit(event)` passes on what a function does, not what it gives back.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // The sources have no enums, which cannot be erased. To compare every type that is assigned with
      // none took a fifth of the time; it is on where enums of libraries are used, below.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // `$effect` reads a state to depend on it; `void` says that nothing is done with it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Electron's own types give its menus another class than its instances have.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Strings that are spread here are letters of DNA or vocabularies of ASCII.
      '@typescript-eslint/no-misused-spread': 'off',
      'no-console': 'error',
    },
  },
  {
    // ONNX's data types, and the kinds of TypeScript's syntax.
    files: ['src-main/model/**/*.ts', 'tests/support/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'error' },
  },
  {
    files: ['tests/**/*.ts'],
    // What is not there fails the test at the next word, with its line.
    rules: {
      'house/asserted-index': 'off',
      // Tests take entries out of configurations to see them refused.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Promises that only say when: `Promise.withResolvers<void>()`.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['**/*.mjs', 'eslint.config.js', 'tests/lint/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['src-renderer/**/*.svelte'],
    extends: [svelte.configs.recommended],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      // svelte-check knows the page's own names and types; these two know neither.
      'no-undef': 'off',
      'no-unused-vars': 'off',
    },
  },
);
