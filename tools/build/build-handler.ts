/** Bundles the function and the SDK into lambda/dist/index.js (CommonJS, for the nodejs24.x runtime). */
import { bundle } from './bundle';

void bundle({
  folder: 'lambda/dist',
  metafilePath: 'dist/handler-metafile.json',
  options: {
    entryPoints: ['lambda/index.ts'],
    outfile: 'lambda/dist/index.js',
    alias: { '@aws-sdk/credential-provider-node': './lambda/aws/environment-credentials.ts' },
  },
});
