import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** A wall between two folders: what a file of this one may not import, and why. */
const wall = (files, ...patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const SDK = {
  group: ['@aws-sdk/*', '@smithy/*'],
  message: 'The SDK appears in lambda/aws and bin/command-line/aws, and nowhere else.',
};
const CDK = { group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: 'The CDK belongs to lib/ and bin/.' };
const outOf = (...folders) => ({
  group: folders.flatMap((folder) => [`**/${folder}`, `**/${folder}/**`]),
  message: 'A wall of docs/architecture.md stands here.',
});
/** Of the function the command line shares how AWS is read, and what settings mean. */
const COMMAND_LINE = [
  outOf('lib', 'local', 'test', 'protocol', 'lambda/time'),
  {
    group: ['**/lambda/index', '**/lambda/recording/*', '!**/lambda/recording/settings', '../app', '../*-stack'],
    message: 'A wall of docs/architecture.md stands here.',
  },
];

export default tseslint.config(
  {
    // In examples/ also what their READMEs make there.
    ignores: ['**/node_modules/', 'dist/', 'lambda/dist/', '**/cdk.out/', '**/.venv/', 'coverage/', '.stryker/'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' }],
      'object-shorthand': 'error',
    },
  },
  wall(['contract/**/*.ts'], SDK, CDK, outOf('lambda', 'lib', 'bin', 'local', 'test', 'util'), {
    group: ['node:*'],
    message: 'contract/ imports nothing.',
  }),
  wall(['util/**/*.ts'], SDK, CDK, outOf('lambda', 'lib', 'bin', 'local', 'test')),
  wall(['lib/**/*.ts'], SDK, outOf('lambda', 'bin', 'local', 'test', 'util')),
  wall(['lambda/index.ts'], SDK, CDK, outOf('lib', 'bin', 'local', 'test', 'util')),
  wall(['lambda/aws/**/*.ts'], CDK, outOf('lib', 'bin', 'local', 'test', 'util', 'protocol')),
  wall(['lambda/protocol/**/*.ts'], SDK, CDK, outOf('lib', 'bin', 'local', 'test', 'util', 'recording', 'aws')),
  wall(['lambda/recording/**/*.ts'], SDK, CDK, outOf('lib', 'bin', 'local', 'test', 'util', 'protocol')),
  wall(['bin/command-line/**/*.ts'], SDK, CDK, ...COMMAND_LINE),
  wall(['bin/command-line/aws/**/*.ts'], CDK, ...COMMAND_LINE),
  wall(['local/**/*.ts'], outOf('lambda', 'lib', 'test')),
  // local/aws.ts composes local/lambda, which is not the function.
  wall(['local/aws.ts'], outOf('lib', 'test'), {
    group: ['../lambda', '../lambda/**'],
    message: 'A wall of docs/architecture.md stands here.',
  }),
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  prettier,
);
