import { lambdaLog } from '../../../lambda/util/logger';

test.each(['info', 'warn', 'error'] as const)('%s writes one object, the message among its details', (level) => {
  const write = jest.spyOn(console, level).mockReturnValue();
  lambdaLog[level]('Response sent', { status: 'SUCCESS' });
  lambdaLog[level]('Nothing to tell');
  expect(write.mock.calls).toEqual([
    [{ message: 'Response sent', status: 'SUCCESS' }],
    [{ message: 'Nothing to tell' }],
  ]);
  write.mockRestore();
});
