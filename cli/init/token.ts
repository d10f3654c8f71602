/** The DNScale token on its way through `init`: from the environment or asked for, and into Secrets Manager when the person says so. */
import { Readable } from 'node:stream';
import { DEFAULTS } from '../../functions/engine/config/defaults.ts';
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import type { Finding } from '../../functions/engine/preflight/findings.ts';
import { parseTokenValue } from '../../functions/engine/secrets/token-value.ts';
import { say } from '../page.ts';
import { confirm, type Streams } from '../questions.ts';
import { askToken } from '../token/ask-token.ts';
import { runTokenSet } from '../token/set.ts';
import { warn } from '../warn.ts';
import { wireCommand } from '../wiring.ts';
import type { InitActs } from './acts.ts';
import type { Answers } from './answers.ts';

const READING_MS = 60_000;

/** Read once: what comes out of a pipe comes only once. Undefined when there is none. */
export async function knownToken(
  environment: NodeJS.ProcessEnv,
  mayAsk: boolean,
  { stdin, stderr }: Streams,
): Promise<string | undefined> {
  if (environment.DNSCALE_API_TOKEN || environment.DNSCALE_API_TOKEN_FILE) {
    const { token } = wireCommand(environment);
    return token.readToken(deadlineIn(READING_MS, systemClock, 'reading the token'));
  }
  while (mayAsk) {
    const entered = await askToken('DNScale token (not shown; Enter for later): ', stdin, stderr);
    if (entered.trim() === '') return undefined;
    const value = parseTokenValue(entered);
    if ('token' in value) return value.token;
    say(stderr, `  What was entered ${value.fault}.`);
  }
  return undefined;
}

/** What doctor found with the token. */
export type Seen = { token: string; findings: Finding[] };

/** `token set` would refuse any other. */
export function isStorable(seen: Seen | undefined): seen is Seen {
  const isFault = ({ check, verdict }: Finding) => verdict === 'failure' && OF_THE_TOKEN.includes(check);
  return seen !== undefined && !seen.findings.some(isFault);
}

const OF_THE_TOKEN = ['token', 'token-reads'];

export function mayStore({ stdin, stderr }: Streams): Promise<boolean> {
  return confirm('Store the token in Secrets Manager of your AWS account now? [y/N] ', stdin, stderr);
}

/** Whether it is stored. What fails is told, and done later by `token set`. */
export async function isStored(
  { token }: Seen,
  { regions: [region] }: Answers,
  store: InitActs['store'],
  streams: Streams,
): Promise<boolean> {
  try {
    return (await store(token, region, streams)) === 0;
  } catch (thrown) {
    warn(streams.stderr, thrown);
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
