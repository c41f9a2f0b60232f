import { waitForBoth } from '../../../lambda/util/wait-for-both';

test('returns both results', async () => {
  expect(await waitForBoth(Promise.resolve(1), Promise.resolve('two'))).toEqual([1, 'two']);
});

test('waits for the second if the first fails, and throws the error of the first', async () => {
  let isDone = false;
  const second = new Promise<void>((_resolve, reject) => {
    setImmediate(() => {
      isDone = true;
      reject(new Error('second'));
    });
  });
  await expect(waitForBoth(Promise.reject(new Error('first')), second)).rejects.toThrow('first');
  expect(isDone).toBe(true);
  await expect(waitForBoth(Promise.resolve(), second)).rejects.toThrow('second');
});
