// Two kinds of rules: the language's, and the house's (which room may know which, and who may read the environment).
// No rule here needs type information, so that the whole house is linted in seconds; the compiler has the rest.
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// A room is a folder; `partialMatch: false` means: from the root of the house. The first that fits wins.
const room = (type, pattern) => ({ type, pattern, partialMatch: false });
const rooms = [
  room('contract', 'sync/contract'),
  room('worker', 'sync/worker'),
  room('central', 'sync/central'),
  room('bridge', 'preload/contract'),
  room('preload', 'preload'),
  room('main', 'main'),
  room('ui', 'renderer/ui'),
  room('kiosk', 'renderer/kiosk'),
  room('dock', 'renderer/dock'),
  room('pages', 'renderer/{phone,fleet}'),
  room('bench', 'bench'),
  room('tests', 'tests'),
];

// Dependencies point one way (docs/ARCHITECTURE.md, "Rooms"). What is not listed is refused.
const doors = {
  contract: ['contract'],
  worker: ['worker', 'contract'],
  central: ['central', 'contract'],
  bridge: ['bridge'],
  preload: ['preload', 'bridge'],
  main: ['main', 'bridge', 'contract'],
  ui: ['ui'],
  kiosk: ['kiosk', 'ui', 'bridge'],
  dock: ['dock', 'ui'],
  pages: ['pages', 'ui', 'contract'],
  bench: ['main', 'contract', 'worker', 'central', 'bridge', 'bench', 'tests'],
  tests: [
    'main',
    'contract',
    'worker',
    'central',
    'bridge',
    'tests',
    'preload',
    'ui',
    'kiosk',
    'dock',
    'pages',
  ],
};
const policies = Object.entries(doors).map(([from, to]) => ({
  from: { element: { type: from } },
  allow: { to: { element: { types: { anyOf: to } } } },
}));

const testFiles = ['**/*.test.ts', 'tests/**', 'bench/**'];

export default ts.config(
  { ignores: ['node_modules/**', 'out/**', 'dist/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
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
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
    },
  },
  // A test carries its subject and its neighbours: `*.test.ts` beside the code may import anything.
  { files: testFiles, rules: { 'boundaries/dependencies': 'off' } },
  // The environment is read where a program starts, and nowhere else.
  {
    files: ['{main,sync,preload,renderer}/**/*.{ts,svelte}'],
    ignores: [
      ...testFiles,
      'main/config/**',
      'main/*-entry.ts',
      'main/start.ts',
      '{main,sync}/**/cli.ts',
      'main/staff/doctor.ts',
      'sync/central/{config,env}*.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Read the environment in main/config or in an entry.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({
            name,
            message: 'Use the global; its env is for main/config and the entries.',
          })),
        },
      ],
    },
  },
  // A catalogue of texts is as long as it has to be.
  { files: ['renderer/ui/languages/**/*.ts'], rules: { 'max-lines': 'off' } },
  {
    files: testFiles,
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
