import { findProblems, parseProperties } from '../../../schema/parse-properties';
import { withBucket } from '../../support/properties';

const TOKEN = '${Token[1]}';
const isToken = (value: unknown): boolean => value === TOKEN;
const textsOf = (more: Readonly<Record<string, unknown>>): readonly string[] =>
  findProblems(withBucket(more), isToken).map(({ text }) => text);

test.each([
  [
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM' } },
    'RenditionConfiguration.Renditions is missing: expected at least one rendition with RenditionSelection CUSTOM.',
  ],
  [
    { RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: [] } },
    'RenditionConfiguration.Renditions is empty: expected at least one rendition with RenditionSelection CUSTOM.',
  ],
  [
    { RenditionConfiguration: { RenditionSelection: 'ALL', Renditions: ['SD'] } },
    'RenditionConfiguration.Renditions is ["SD"]: expected no renditions unless RenditionSelection is CUSTOM.',
  ],
  [
    { ThumbnailConfiguration: { RecordingMode: 'DISABLED', Resolution: 'SD' } },
    'ThumbnailConfiguration.Resolution is "SD": expected no value unless RecordingMode is INTERVAL.',
  ],
])('%j is rejected with exactly this message', (more, text) => {
  expect(textsOf(more)).toEqual([text]);
});

test.each([
  [{ RenditionConfiguration: { RenditionSelection: TOKEN, Renditions: ['SD'] } }],
  [{ RenditionConfiguration: { RenditionSelection: TOKEN } }],
  [{ RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: TOKEN } }],
  [{ RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: [TOKEN] } }],
  [{ RenditionConfiguration: { RenditionSelection: 'ALL', Renditions: TOKEN } }],
  [{ RenditionConfiguration: TOKEN }],
  [{ ThumbnailConfiguration: { RecordingMode: 'DISABLED', TargetIntervalSeconds: TOKEN, Storage: TOKEN } }],
  [{ ThumbnailConfiguration: { RecordingMode: TOKEN, TargetIntervalSeconds: 5 } }],
])('a combination that may be valid at deployment passes: %j', (more) => {
  expect(textsOf(more)).toEqual([]);
});

test('an empty list counts as no value with a choice that allows no list', () => {
  const { problems } = parseProperties(
    withBucket({
      RenditionConfiguration: { RenditionSelection: 'NONE', Renditions: [] },
      ThumbnailConfiguration: { RecordingMode: 'DISABLED', Storage: [] },
    }),
  );
  expect(problems).toEqual([]);
});
