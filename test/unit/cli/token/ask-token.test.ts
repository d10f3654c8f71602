import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askToken } from '../../../../cli/token/ask-token.ts';

async function asked(write: (input: PassThrough) => void) {
  const input = new PassThrough();
  const output = new PassThrough();
  const token = askToken('Token: ', input, output);
  write(input);
  return { token: await token, shown: String(output.read()) };
}

describe('askToken', () => {
  it('shows the question and nothing of the answer', async () => {
    expect(await asked((input) => input.write('dnscale_live_canary-4711\r'))).toEqual({
      token: 'dnscale_live_canary-4711',
      shown: 'Token: \n',
    });
  });

  it('lets a mistake be taken back', async () => {
    expect((await asked((input) => input.write('dnscalx\x7fe_live\r'))).token).toBe('dnscale_live');
  });

  it.each([
    ['Ctrl-C', (input: PassThrough) => input.write('dnscale\x03')],
    ['Ctrl-D', (input: PassThrough) => input.write('\x04')],
    ['the end of the input', (input: PassThrough) => input.end()],
  ])('has no answer at %s', async (_, write) => {
    await expect(asked(write)).rejects.toMatchObject({ code: 'interrupted' });
  });
});
