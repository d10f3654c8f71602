import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Ending, failWith } from '../../../cli/exit.ts';
import { noAnswer } from '../../../cli/questions.ts';
import { RenewerError } from '../../../functions/engine/errors.ts';

const NO_RENEWER = new RenewerError({
  code: 'config-invalid',
  disposition: 'person',
  message: 'There is no renewer in eu-central-1 of this AWS account.',
  advice:
    'Give --region or --profile of where it is deployed, or deploy it: npx cdk deploy --import-existing-resources.',
});

function failed(thrown: unknown, terminal: object = {}) {
  const stderr = new PassThrough();
  const ending: Ending = { stderr: Object.assign(stderr, terminal) };
  failWith(thrown, ending);
  return { exitCode: ending.exitCode, shown: String(stderr.read()) };
}

describe('failWith', () => {
  it('tells an error on one line where a program reads it', () => {
    expect(failed(NO_RENEWER)).toEqual({
      exitCode: 2,
      shown:
        'error: There is no renewer in eu-central-1 of this AWS account. Give --region or --profile of where it is deployed, or deploy it: npx cdk deploy --import-existing-resources.\n',
    });
  });

  it('fits a terminal, and leaves a command to copy whole on a line of its own', () => {
    expect(failed(NO_RENEWER, { isTTY: true, columns: 40 }).shown).toBe(
      [
        'error: There is no renewer in',
        '  eu-central-1 of this AWS account. Give',
        '  --region or --profile of where it is',
        '  deployed, or deploy it:',
        '  npx cdk deploy --import-existing-resources',
        '',
      ].join('\n'),
    );
  });

  it('ends as a shell has it at Ctrl-C, which is no error', () => {
    expect(failed(noAnswer())).toEqual({ exitCode: 130, shown: 'No answer: nothing was changed.\n' });
  });
});
