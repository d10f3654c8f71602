/** The DNScale token on its way through `init`: from the environment or asked for, and into Secrets Manager when the person says so. */
import { Readable } from 'node:stream';
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { asRenewerError } from '../../functions/engine/errors.ts';
import { confirm } from '../sweep/confirm.ts';
import { askToken } from '../token/ask-token.ts';
import { runTokenSet } from '../token/set.ts';
import { wireCommand } from '../wiring.ts';
import type { InitActs, Streams } from './acts.ts';

const READING_MS = 60_000;

/** Read once: what comes out of a pipe comes only once. Undefined when there is none. */
export async function knownToken(
  environment: NodeJS.ProcessEnv,
  mayAsk: boolean,
  { stdin, stderr }: Streams,
): Promise<string | undefined> {
  if (environment.DNSCALE_API_TOKEN || environment.DNSCALE_API_TOKEN_FILE) {
    const { token } = wireCommand(environment, {});
    return token.readToken(deadlineIn(READING_MS, systemClock, 'reading the token'));
  }
  const entered = mayAsk ? await askToken('DNScale token (not shown; Enter for later): ', stdin, stderr) : '';
  if (entered.trim() === '') return undefined;
  const { token } = wireCommand({ ...environment, DNSCALE_API_TOKEN: entered }, {});
  return token.readToken(deadlineIn(READING_MS, systemClock, 'reading the token'));
}

/** Whether it is stored. What fails is told, and done later by `token set`. */
export async function offerToStore(
  store: () => Promise<number>,
  { stdin, stderr }: Streams,
): Promise<boolean> {
  const question = 'Store the token in Secrets Manager of your AWS account now? [y/N] ';
  if (!(await confirm(question, stdin, stderr))) return false;
  try {
    return (await store()) === 0;
  } catch (thrown) {
    stderr.write(`warning: ${asRenewerError(thrown).message}\n`);
    return false;
  }
}

/** As `token set` does it. */
export function storeToken(environment: NodeJS.ProcessEnv): InitActs['store'] {
  const { tokenSecretName: secretName } = DEFAULTS.dnscale;
  return (token, region, { stderr }) =>
    runTokenSet({ tokenFile: '-', secretName, ...(region && { region }) }, environment, {
      stdin: Readable.from([token]),
      // What it tells is no part of our own object for programs.
      stdout: stderr,
      stderr,
    });
}
