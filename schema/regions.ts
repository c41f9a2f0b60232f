/** The Regions with IVS recording, as of November 2026 (https://docs.aws.amazon.com/general/latest/gr/ivs.html). */
export const IVS_REGIONS: readonly string[] = [
  'us-east-1',
  'us-west-2',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'eu-central-1',
  'eu-west-1',
];
