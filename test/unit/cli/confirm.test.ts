import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../cli/questions.ts';

async function answer(write: (input: PassThrough) => void) {
  const input = new PassThrough();
  const output = new PassThrough();
  const confirmed = confirm('Remove? [y/N] ', input, output);
  write(input);
  return { confirmed: await confirmed, shown: String(output.read()) };
}

describe('confirm', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' yes \n'])('takes %j for a yes', async (text) => {
    expect(await answer((input) => input.write(text))).toEqual({ confirmed: true, shown: 'Remove? [y/N] ' });
  });

  it.each(['\n', 'n\n', 'no\n', 'yess\n', 'j\n'])('takes %j for a no', async (text) => {
    expect((await answer((input) => input.write(text))).confirmed).toBe(false);
  });

  it('has no answer at the end of the input', async () => {
    await expect(answer((input) => input.end())).rejects.toMatchObject({ code: 'interrupted' });
  });
});
