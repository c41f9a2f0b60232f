import { lambdaLog } from '../../../lambda/util/logger';

test.each(['info', 'warn', 'error'] as const)('%s writes one object, the message among its details', (level) => {
  const write = jest.spyOn(console, level).mockReturnValue();
  lambdaLog[level]('Answered', { status: 'SUCCESS' });
  lambdaLog[level]('Nothing to tell');
  expect(write.mock.calls).toEqual([[{ message: 'Answered', status: 'SUCCESS' }], [{ message: 'Nothing to tell' }]]);
  write.mockRestore();
});
