import eslint from '@eslint/js';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Settings are validated and typed in one place; other readers of the environment would bypass that. */
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

/** The results of statements are checked there (see ARCHITECTURE.md, "Data access"). */
const onlyRepositoriesExecuteStatements = {
  'no-restricted-syntax': [
    'error',
    {
      selector: "CallExpression[callee.property.name='query']",
      message: 'Build the statement in a repository and execute it with the functions of database/query.ts.',
    },
  ],
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          regex: 'database/query\\.js$',
          importNames: ['query', 'queryFirst', 'queryOne', 'execute', 'preparedRows', 'listRows'],
          message: 'Only repositories execute statements.',
        },
      ],
    },
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
      // Generated.
      'backend/src/database/tables.ts',
    ],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [eslint.configs.recommended],
    // Scripts run in Node.js or in a browser, and have no types for global names.
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['backend/**/*.ts', 'packages/**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...unusedUnlessUnderscored,
    },
  },
  {
    files: ['backend/src/**/*.ts', 'packages/*/src/**/*.ts'],
    ignores: ['backend/src/config/**', '**/*.spec.ts'],
    rules: onlyConfigReadsTheEnvironment,
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      // The functions that execute statements.
      'backend/src/database/{query,sql}.ts',
      // Statements that define the schema.
      'backend/src/schema/migrations/**',
      'backend/src/schema/migrate.ts',
      // The engine's catalogs and COPY, on a connection of their own.
      'backend/src/backup/**',
      'backend/src/database/excess-privileges.ts',
      'backend/src/messaging/queue-schema.ts',
    ],
    rules: onlyRepositoriesExecuteStatements,
  },
  {
    files: ['backend/src/**/*.repository.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': 'off',
      // Kysely's callbacks destructure the builder, whose methods are bound.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.spec.ts', 'backend/test/**/*.ts'],
    rules: {
      // Answers of a server are untyped, and the tests verify their shape.
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
      // Every text of the console must be translatable.
      '@angular-eslint/template/i18n': [
        'error',
        {
          checkId: false,
          // Names of keys and terminal commands are not translated.
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
              'closedby',
              'data-edit',
              'loading',
              'ariaCurrentWhenActive',
            ],
            ...[
              'autocapitalize',
              'inputId',
              'closedby',
              'content',
              'data-testid',
              'data-column',
              'download',
              'icon',
              'method',
            ],
            ...[
              'tiqButton',
              'tiqBadge',
              'tiqShortcut',
              'tiq-shortcut-key[key]',
              'focusMode',
              'selectionMode',
            ],
            ...['rel', 'scope', 'stroke-linecap', 'stroke-linejoin', 'inputmode', 'draggable', 'maxlength'],
          ],
        },
      ],
    },
  },
  prettier,
);
