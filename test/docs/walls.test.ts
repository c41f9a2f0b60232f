import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './markdown';

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
}

/** What `npm run build:handler` put into the bundle. */
const { inputs } = JSON.parse(readFileSync(join(ROOT, 'dist/handler-metafile.json'), 'utf8')) as Metafile;
const own = Object.keys(inputs).filter((path) => !path.startsWith('node_modules/'));
const importsOf = (path: string): readonly string[] =>
  (inputs[path]?.imports ?? []).map((imported) => imported.path).filter((name) => name !== '<runtime>');
const isSdk = (path: string): boolean => /(^|\/)(@aws-sdk|@smithy)\//.test(path);

describe('the bundle of the handler', () => {
  test('is made of lambda/, contract/ and packages', () => {
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((path) => !/^(lambda|contract)\//.test(path))).toEqual([]);
  });

  test('holds nothing of the CDK', () => {
    expect(Object.keys(inputs).filter((path) => /node_modules\/(aws-cdk-lib|constructs)\//.test(path))).toEqual([]);
  });

  test('meets the SDK in lambda/aws/ only', () => {
    const meeting = own.filter((path) => importsOf(path).some(isSdk));
    expect(meeting.length).toBeGreaterThan(0);
    expect(meeting.filter((path) => !path.startsWith('lambda/aws/'))).toEqual([]);
  });

  test('has a contract/ that imports nothing but itself', () => {
    const files = own.filter((path) => path.startsWith('contract/'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(importsOf).filter((path) => !path.startsWith('contract/'))).toEqual([]);
  });

  test('keeps protocol/ and recording/ apart', () => {
    const crossing = (from: string, to: string): readonly string[] =>
      own.filter((path) => path.startsWith(from) && importsOf(path).some((imported) => imported.startsWith(to)));
    expect(crossing('lambda/protocol/', 'lambda/recording/')).toEqual([]);
    expect(crossing('lambda/recording/', 'lambda/protocol/')).toEqual([]);
    expect(crossing('lambda/protocol/', 'lambda/aws/')).toEqual([]);
  });
});
