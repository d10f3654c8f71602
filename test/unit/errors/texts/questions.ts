/** Errors of the command's questions: nobody is there, nobody answers, or the answer is wrong. */
import { PassThrough } from 'node:stream';
import { runAdvise } from '../../../../cli/advise/run.ts';
import { answersOf } from '../../../../cli/init/answers.ts';
import { writeProject } from '../../../../cli/init/write-project.ts';
import { noAnswer } from '../../../../cli/questions.ts';
import { runTokenSet } from '../../../../cli/token/set.ts';
import type { ErrorText } from '../error-page.ts';

const NO_TERMINAL = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };

function tokenSet(piped?: string) {
  const stdin = new PassThrough();
  const streams = { ...NO_TERMINAL, stdin: piped === undefined ? stdin : stdin.end(piped) };
  const options = { secretName: 'dnscale/token', ...(piped !== undefined && { tokenFile: '-' }) };
  return runTokenSet(options, {}, streams);
}

export const QUESTION_TEXTS: ErrorText[] = [
  ['There is no terminal to ask at for a missing option.', () => runAdvise({}, NO_TERMINAL)],
  ['There is no terminal to ask at for a token.', () => tokenSet()],
  ['A question got no answer.', () => noAnswer()],
  ['What was piped in is no token.', () => tokenSet('a token')],
  [
    'What init was given is wrong.',
    () => answersOf({ directory: 'https://ca.test/directory', domain: ['example.com'], email: 'me' }),
  ],
  ['A file that init would write is there.', () => writeProject('/', { dev: '' })],
];
