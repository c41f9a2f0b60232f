import { IVS_REGIONS } from '../../../schema/regions';

test('the list has every Region with IVS recording', () => {
  expect(IVS_REGIONS).toEqual([
    'us-east-1',
    'us-west-2',
    'ap-south-1',
    'ap-northeast-1',
    'ap-northeast-2',
    'eu-central-1',
    'eu-west-1',
  ]);
});
