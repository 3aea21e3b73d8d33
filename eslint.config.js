// Two kinds of rules: the language's, and the house's (which room may know which).
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const rooms = [
  { type: 'contract', pattern: 'sync/contract/**', mode: 'full' },
  { type: 'worker', pattern: 'sync/worker/**', mode: 'full' },
  { type: 'central', pattern: 'sync/central/**', mode: 'full' },
  { type: 'bridge', pattern: 'preload/contract/**', mode: 'full' },
  { type: 'preload', pattern: 'preload/*.ts', mode: 'full' },
  { type: 'main', pattern: 'main/**', mode: 'full' },
  { type: 'ui', pattern: 'renderer/ui/**', mode: 'full' },
  { type: 'kiosk', pattern: 'renderer/kiosk/**', mode: 'full' },
  { type: 'dock', pattern: 'renderer/dock/**', mode: 'full' },
  { type: 'pages', pattern: 'renderer/{phone,fleet}/**', mode: 'full' },
  { type: 'bench', pattern: 'bench/**', mode: 'full' },
  { type: 'tests', pattern: 'tests/**', mode: 'full' },
];

export default ts.config(
  { ignores: ['node_modules/**', 'out/**', 'dist/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': rooms,
      'boundaries/include': ['{main,preload,renderer,sync,tests,bench}/**/*'],
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='setTimeout'][arguments.0.name='resolve']",
          message: 'Wait for the event, not for time.',
        },
      ],
      // Dependencies point one way (docs/ARCHITECTURE.md, "Rooms").
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          rules: [
            { from: 'contract', allow: ['contract'] },
            { from: 'worker', allow: ['worker', 'contract'] },
            { from: 'central', allow: ['central', 'contract'] },
            { from: 'bridge', allow: ['bridge'] },
            { from: 'preload', allow: ['bridge'] },
            { from: 'main', allow: ['main', 'bridge', 'contract'] },
            { from: 'ui', allow: ['ui'] },
            { from: 'kiosk', allow: ['kiosk', 'ui', 'bridge'] },
            { from: 'dock', allow: ['dock', 'ui'] },
            { from: 'pages', allow: ['pages', 'ui', 'contract'] },
            { from: 'bench', allow: ['main', 'contract', 'worker', 'central', 'bridge', 'bench', 'tests'] },
            {
              from: 'tests',
              allow: ['main', 'contract', 'worker', 'central', 'bridge', 'tests', 'preload', 'ui', 'kiosk'],
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'tests/**', 'bench/**'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
