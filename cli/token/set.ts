/**
 * Reads the token, has it examined and stores it. It decides only that a token which does not pass is not stored, and it
 * shows the token nowhere.
 */
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { RenewerError } from '../../functions/engine/errors.ts';
import { examineTokenAlone } from '../../functions/engine/preflight/examine-token.ts';
import { type Finding, passes } from '../../functions/engine/preflight/findings.ts';
import { parseTokenValue } from '../../functions/engine/secrets/token-value.ts';
import { findingsText } from '../doctor/findings-text.ts';
import { untilDone } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { optionsText } from '../next-command.ts';
import { pageOf, say } from '../page.ts';
import { nobodyToAsk, type Streams } from '../questions.ts';
import { askToken, readPiped } from './ask-token.ts';
import type { TokenSetJson } from './token-set-json.ts';
import { type TokenSetWiring, wireTokenSet } from './wiring.ts';

export type TokenSetOptions = {
  /** `-` is the standard input. @default - asked for at the terminal */
  tokenFile?: string;
  secretName: string;
  /** The ARN of a KMS key. @default - the key that the secret has, or AWS's own */
  encryptionKey?: string;
  region?: string;
  profile?: string;
  json?: true;
};

const READING_MS = 60_000;
/** As long as the doctor takes at most. */
const EXAMINATION_MS = 9_000;
const STORING_MS = 60_000;

const DONE = {
  created: 'was made, and holds the token',
  changed: 'holds the token now, in place of the one before',
  restored: 'was scheduled for deletion; it was taken back, and holds the token',
} as const;

function nextText(outcome: keyof typeof DONE, { region, profile }: TokenSetOptions): string {
  return outcome === 'created'
    ? 'Next, for the first deployment:  npx cdk deploy --import-existing-resources'
    : `A deployed renewer takes it at its next tick:  dnscale-certs status${optionsText({ region, profile })}`;
}

/** @returns the exit code. @throws RenewerError for a token that is missing or no token, and for what AWS refuses. */
export async function runTokenSet(
  options: TokenSetOptions,
  environment: NodeJS.ProcessEnv,
  streams: Streams,
  wiring: TokenSetWiring = wireTokenSet(environment, options),
): Promise<number> {
  const { stdout, stderr } = streams;
  const token = await readToken(options, wiring, streams);
  const findings = await examineTokenAlone(
    wiring.zonesSeenBy(token),
    deadlineIn(EXAMINATION_MS, systemClock, 'the examination of the token'),
  );
  if (!passes(findings)) {
    tellFindings(findings, options, stdout);
    say(stderr, `error: The token was not stored; the secret ${options.secretName} is as it was.`);
    return 1;
  }
  const { value: outcome, exitCode = 0 } = await untilDone(() =>
    wiring.secret.store(token, deadlineIn(STORING_MS, systemClock, 'storing the token')),
  );
  const region = await wiring.secret.region();
  if (options.json) {
    write({ schema: SCHEMA, secretName: options.secretName, region, outcome, findings }, stdout);
  } else {
    tellFindings(findings, options, stdout);
    const done = `The secret ${options.secretName} in ${region} ${DONE[outcome]}.`;
    say(stdout, `\n${done}\n${nextText(outcome, options)}`);
  }
  return exitCode;
}

function tellFindings(findings: Finding[], { json }: TokenSetOptions, stdout: NodeJS.WritableStream): void {
  if (json) write({ schema: SCHEMA, findings }, stdout);
  else stdout.write(findingsText(findings, pageOf(stdout)));
}

function write(document: TokenSetJson, stdout: NodeJS.WritableStream): void {
  stdout.write(`${JSON.stringify(document)}\n`);
}

async function readToken(
  { tokenFile }: TokenSetOptions,
  { openTokenFile }: TokenSetWiring,
  { stdin, stderr }: Streams,
): Promise<string> {
  const deadline = deadlineIn(READING_MS, systemClock, 'reading the token');
  if (tokenFile === undefined || tokenFile === '-') {
    if (stdin.isTTY) return tokenIn(await askToken('DNScale token (not shown): ', stdin, stderr));
    if (tokenFile === '-') return tokenIn(await readPiped(stdin, deadline));
    throw nobodyToAsk(
      'Nothing was stored',
      '--token-file with a file that holds the token, or with - for the standard input',
    );
  }
  const file = openTokenFile(tokenFile);
  const token = await file.readToken(deadline);
  for (const warning of file.warnings()) say(stderr, `warning: ${warning}`);
  return token;
}

function tokenIn(entered: string): string {
  const value = parseTokenValue(entered);
  if ('token' in value) return value.token;
  throw tokenMissing(entered.trim() === '' ? 'nothing was entered' : `what was entered ${value.fault}`);
}

function tokenMissing(why: string): RenewerError {
  return new RenewerError({
    code: 'token-missing',
    disposition: 'person',
    message: `No DNScale token: ${why}.`,
  });
}
