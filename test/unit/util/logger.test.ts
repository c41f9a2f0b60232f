import { lambdaLog } from '../../../lambda/util/logger';

test.each(['info', 'warn', 'error'] as const)('%s writes one object with the message and its details', (level) => {
  const write = jest.spyOn(console, level).mockReturnValue();
  lambdaLog[level]('Unexpected error', { error: 'boom' });
  lambdaLog[level]('Request timed out');
  expect(write.mock.calls).toEqual([
    [{ message: 'Unexpected error', error: 'boom' }],
    [{ message: 'Request timed out' }],
  ]);
  write.mockRestore();
});
