import pluginVue from 'eslint-plugin-vue'
import type { TSESLint } from '@typescript-eslint/utils'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

type Pattern = { group: string[]; message: string; allowTypeImports?: boolean } | { regex: string; message: string; allowTypeImports?: boolean }

// Folders as seen from another one: a relative path that goes up and then into it.
const into = (...folders: string[]): string => `^(\\.\\./)+(${folders.join('|')})(/|$)`

const NODE: Pattern = { group: ['node:*', 'fs', 'path', 'os', 'url', 'child_process', 'worker_threads'], message: 'Node is not there in a browser.' }
const ELECTRON: Pattern = { regex: '^electron(/|$)', message: 'Only electron/ imports Electron.' }
const ORT: Pattern = { group: ['onnxruntime-*'], message: 'Only engine/runtime/ imports ONNX Runtime.' }
const VUE: Pattern = { group: ['vue', '@vueuse/*', 'reka-ui', 'rete', 'rete-*'], message: 'The engine knows no user interface.' }
const UP: Pattern = { regex: into('renderer', 'electron', 'e2e', 'scripts'), message: 'The engine imports neither the page nor Electron\'s side.' }

/** Refuses imports in some files. A later entry for the same files replaces an earlier one, so each is complete. */
const refuse = (files: string[], ...patterns: Pattern[]) => ({
  files,
  ignores: ['**/*.test.ts'],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
}) satisfies TSESLint.FlatConfig.Config

// Each folder of the engine's pure half with those that it may not import. Types are free: a tensor's draw is declared
// by its layer, and a problem's fix is an edit.
const below = (...folders: string[]): Pattern => ({ regex: into(...folders), allowTypeImports: true, message: 'Imports go from the lower folder to the higher one: tensor, document, layers, analysis, onnx, runtime.' })
const RUN_HALF = ['runtime', 'host', 'cli', 'serve', 'process', 'protocol']
const PURE: readonly [string, Pattern][] = [
  ['tensor', below('document', 'layers', 'analysis', 'onnx', ...RUN_HALF)],
  ['document', below('layers', 'analysis', 'onnx', ...RUN_HALF)],
  ['layers', below('analysis', 'onnx', ...RUN_HALF)],
  ['analysis', below('onnx', ...RUN_HALF)],
  ['onnx', below(...RUN_HALF)],
]

/** What tsconfig.web.json checks: the page, and what runs beside it. */
const PAGE = ['renderer/**/*.ts', 'renderer/**/*.vue', 'electron/preload.ts', 'scripts/bench/page/**/*.ts']

export default tseslint.config(
  { ignores: ['dist/**', 'release/**', 'node_modules/**', 'test-results/**', 'playwright-report/**', '.cache/**'] },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [tseslint.configs.recommendedTypeChecked],
    // No file extension of its own here: it would keep typescript-eslint from making each program once, for good.
    languageOptions: { parserOptions: { project: ['tsconfig.node.json', 'tsconfig.e2e.json'], tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'eqeqeq': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/require-await': 'off',
      // Objects of functions are taken apart freely; classes here bind what they hand out.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNullish: true }],
    },
  },
  {
    files: PAGE,
    extends: [pluginVue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, project: ['tsconfig.web.json'], extraFileExtensions: ['.vue'] },
    },
    rules: {
      // Formatting of templates is nobody's quarrel.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
    },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.base], rules: { 'eqeqeq': 'error', 'no-var': 'error', 'prefer-const': 'error', '@typescript-eslint/no-unused-vars': 'error' } },
  // Playwright reads which fixtures a test wants from the destructuring pattern, an empty one included.
  { files: ['e2e/**/*.ts'], rules: { 'no-empty-pattern': 'off' } },

  refuse(['engine/**/*.ts'], ELECTRON, VUE, UP, ORT),
  refuse(['engine/process.ts'], { ...ELECTRON, allowTypeImports: true }, VUE, UP, ORT),
  refuse(['engine/runtime/**/*.ts'], ELECTRON, VUE, UP, { regex: into('cli', 'serve', 'host', 'process'), message: 'The runtime stands under the command line and the hosts.' }),
  ...PURE.map(([folder, pattern]) => refuse([`engine/${folder}/**/*.ts`], ELECTRON, VUE, UP, NODE, ORT, pattern)),
  refuse(['electron/**/*.ts'], ORT, VUE, { regex: into('renderer/(?!host/host$)'), message: 'Only the seam, renderer/host/host, is shared with the page.' }),
  refuse(
    ['renderer/**/*.ts', 'renderer/**/*.vue'],
    ELECTRON, NODE, ORT,
    { regex: into('electron', 'e2e', 'scripts'), message: 'The page reaches the host through renderer/host/.' },
    { regex: '^(\\.\\./)+engine/(runtime|cli|serve(?!/messages$)|host|process)(/|$)', message: 'The run half of the engine stays in its process: types alone (serve/messages is the web host\'s protocol).', allowTypeImports: true },
  ),
)
