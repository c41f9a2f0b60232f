/**
 * The boundaries between the folders: the only place where they are written. `npm run lint` checks them, and
 * `npm run docs:boundaries` prints the picture of docs/architecture.md.
 */
const SDK = '^node_modules/(@aws-sdk|@smithy)/';
const CDK = '^node_modules/(aws-cdk-lib|constructs)/';

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from: { path: from }, to });
/** A folder may import itself and these paths. Packages have rules of their own. */
const onlyFrom = (folder, allowed, comment, ...exceptions) => ({
  name: `${folder.replaceAll('/', '-')}-imports`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/`, ...(exceptions.length > 0 ? { pathNot: exceptions } : {}) },
  to: { pathNot: [`^${folder}/`, ...allowed, '^node_modules/', '^[a-z_/]+$'] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Files that import each other cannot be read on their own. Types may form a cycle.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      comment: 'The import names nothing.',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: ['dist/', '^cdk-ivs-recording-configuration$', '^picocolors/types$', '^tsx/cjs$'],
      },
    },
    rule('sdk-in-adapters', 'The function calls AWS from lambda/aws only.', '^lambda/(?!aws/)', { path: SDK }),
    rule('sdk-in-cli-adapters', 'The command line calls AWS from cli/aws only.', '^cli/(?!aws/)', { path: SDK }),
    rule('no-sdk-in-schema-and-lib', 'The construct makes no API calls.', '^(schema|lib|bin)/', { path: SDK }),
    rule('cdk-in-lib', 'The CDK belongs to lib and to the apps in bin.', '^(schema|lambda|cli)/', { path: CDK }),
    rule('schema-is-pure', 'The schema imports nothing, not even from Node.js.', '^schema/', {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer'],
    }),
    rule(
      'sdk-of-rare-services-is-lazy',
      'Most events need neither client, and loading one delays each cold start.',
      '^lambda/',
      {
        path: '^lambda/aws/(cloudformation|s3)-sdk\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    ),
    onlyFrom('schema', [], 'The schema imports nothing.'),
    onlyFrom('lib', ['^schema/'], 'The construct knows the schema, and neither the function nor the command line.'),
    onlyFrom('lambda', ['^schema/'], 'The function knows the schema, and neither the construct nor the command line.'),
    onlyFrom(
      'lambda/custom-resource',
      ['^schema/', '^lambda/util/'],
      'The protocol of CloudFormation knows nothing of IVS and calls no AWS API.',
    ),
    onlyFrom(
      'lambda/recording-configuration',
      ['^schema/', '^lambda/util/', '^lambda/aws/'],
      'The resource does not know how its events arrive and how its responses leave.',
    ),
    onlyFrom('lambda/aws', ['^schema/', '^lambda/util/'], 'The adapters know neither the protocol nor the resource.'),
    onlyFrom('lambda/util', ['^schema/'], 'The utilities know nothing of AWS.'),
    onlyFrom(
      'cli',
      [
        '^schema/',
        '^lambda/aws/',
        '^lambda/util/',
        '^lambda/recording-configuration/settings\\.ts$',
        '^package\\.json$',
      ],
      'The command line shares with the function how AWS is read and what settings mean.',
    ),
    onlyFrom(
      'bin',
      ['^schema/', '^lib/', '^cli/main\\.ts$', '^lambda/dist/'],
      'An entry point starts what lib and cli have.',
    ),
    {
      name: 'emulator-is-independent',
      severity: 'error',
      comment:
        'The emulator shares no code with what is tested against it. Only the schema of the properties is common.',
      from: { path: '^tools/emulator/', pathNot: '^tools/emulator/(test/|start\\.ts$|aws\\.ts$)' },
      to: { path: '^(lambda|lib|cli/(?!util/)|bin|test)/' },
    },
    rule(
      'shipped-code-imports-no-tools',
      'What is shipped imports no tools and no tests.',
      '^(schema|lambda|lib|cli|bin)/',
      {
        path: '^(tools|test|examples)/',
      },
    ),
  ],
  options: {
    exclude: { path: ['(^|/)dist/', 'cdk\\.out', '^examples/(go|java|python)/', '\\.venv'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
    cache: false,
    reporterOptions: { archi: { collapsePattern: '^(lambda/[^/]+|lib|cli|schema|bin|tools/[^/]+)' } },
  },
};
