/** Bundles the handler, SDK included, into lambda/dist/index.js (CommonJS, for the nodejs24.x runtime). */
import { bundle } from './bundle.mjs';

await bundle({
  folder: 'lambda/dist',
  metafile: 'dist/handler-metafile.json',
  options: {
    entryPoints: ['lambda/index.ts'],
    outfile: 'lambda/dist/index.js',
    alias: { '@aws-sdk/credential-provider-node': './lambda/aws/environment-credentials.ts' },
  },
});
