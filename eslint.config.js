import eslint from '@eslint/js';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Every setting is validated once and has a type; a second reader of the environment would know neither. */
const onlyConfigReadsTheEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only backend/src/config reads the environment.' },
    { object: 'process', property: 'loadEnvFile', message: 'Only backend/src/config reads the environment.' },
  ],
  'no-restricted-imports': [
    'error',
    ...['node:process', 'process'].map((name) => ({
      name,
      importNames: ['env', 'loadEnvFile', 'default'],
      message: 'Only backend/src/config reads the environment.',
    })),
  ],
};

const unusedUnlessUnderscored = {
  '@typescript-eslint/no-unused-vars': [
    'error',
    {
      argsIgnorePattern: '^_',
      varsIgnorePattern: '^_',
      destructuredArrayIgnorePattern: '^_',
      ignoreRestSiblings: true,
    },
  ],
};

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/.angular/',
      '**/.data/',
      '**/.cache/',
      '**/test-results/',
      '**/coverage/',
      'frontend/src/app/api/',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [eslint.configs.recommended],
    // Scripts run in Node.js, a few lines of the console's in a browser; neither has types to know a name by.
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['backend/**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...unusedUnlessUnderscored,
    },
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['backend/src/config/**', '**/*.spec.ts'],
    rules: onlyConfigReadsTheEnvironment,
  },
  {
    files: ['**/*.spec.ts', 'backend/test/**/*.ts'],
    rules: {
      // What a server answered has no type, and that it has the expected shape is what the tests are for.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['frontend/**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommended, angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      ...unusedUnlessUnderscored,
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
    },
  },
  {
    files: ['frontend/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      // Every text that a person reads can be translated.
      '@angular-eslint/template/i18n': [
        'error',
        {
          checkId: false,
          // The name of a key is the same in every language, as is what is typed into a terminal.
          ignoreTags: ['kbd', 'code'],
          ignoreAttributes: [
            ...[
              'aria-labelledby',
              'aria-describedby',
              'aria-controls',
              'aria-autocomplete',
              'aria-live',
              'aria-current',
              'aria-haspopup',
              'ariaCurrentWhenActive',
            ],
            ...[
              'autocapitalize',
              'boxId',
              'closedby',
              'content',
              'data-testid',
              'data-column',
              'download',
              'icon',
              'method',
            ],
            ...['rel', 'scope', 'stroke-linecap', 'stroke-linejoin', 'inputmode', 'draggable', 'maxlength'],
          ],
        },
      ],
    },
  },
  prettier,
);
