/** Has each renewer that is meant send its test mails, and tells who gets them. The notify function sends; nothing is sent here. */
import type { RenewerDescriptor } from '../../functions/engine/config/descriptor.ts';
import { deadlineIn, systemClock } from '../../functions/engine/deadline.ts';
import { asRenewerError } from '../../functions/engine/errors.ts';
import {
  parseTestAnswer,
  SEVERITIES,
  TEST_REQUEST,
  type TestAnswer,
} from '../../functions/engine/notify/test-mails.ts';
import type { AlertSubscription } from '../../functions/engine/ports/people.ts';
import type { Deadline } from '../../functions/engine/ports/time.ts';
import { onInterruption, type SignalHost } from '../interruption.ts';
import { SCHEMA } from '../json-parts.ts';
import { optionsText } from '../next-command.ts';
import { pageOf } from '../page.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import { whileWaiting } from '../waiting.ts';
import { toldHere, warn } from '../warn.ts';
import type { Tested } from './alert-test-json.ts';
import { alertTestText } from './alert-test-text.ts';
import { type AlertWiring, wireAlert } from './wiring.ts';

export type AlertTestOptions = RenewerOptions & { json?: true };

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

type AlertPorts = Pick<AlertWiring, 'directory' | 'notifyFunctionOf' | 'subscriptionsOf'>;

const FINDING_MS = 60_000;

/** Of one renewer. Its function's timeout is a minute, and a cold start comes before it. */
const TEST_MS = 90_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and when there is no such renewer. */
export async function runAlertTest(
  options: AlertTestOptions,
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Streams,
  wiring: AlertPorts = wireAlert(environment, options),
  host?: SignalHost,
): Promise<number> {
  const interruption = onInterruption(() => undefined, host);
  const within = (ms: number, what: string): Deadline => {
    const bound = deadlineIn(ms, systemClock, what);
    return { at: bound.at, signal: AbortSignal.any([bound.signal, interruption.signal]) };
  };
  try {
    const finding = within(FINDING_MS, 'finding the renewers');
    const { renewers, unreadable } = await findRenewers(wiring.directory, options.renewer, finding);
    for (const error of unreadable) warn(stderr, error);
    const tested: Tested[] = [];
    // What was sent before an interruption is told as well.
    for (const renewer of renewers) {
      const wait = { words: `${renewer.renewerName} sends its test mails`, mostMs: TEST_MS };
      const test = () => testMails(renewer, wiring, stderr, within(TEST_MS, 'the test of the mails'));
      tested.push(await whileWaiting(wait, { stderr, json: options.json }, test));
    }
    const profileOption = optionsText({ profile: options.profile });
    stdout.write(
      options.json
        ? `${JSON.stringify({ schema: SCHEMA, renewers: tested })}\n`
        : tested.map((one) => alertTestText(one, pageOf(stdout), profileOption)).join('\n'),
    );
    return interruption.exitCode() ?? (tested.every(({ isWell }) => isWell) ? 0 : 1);
  } finally {
    interruption.stop();
  }
}

async function testMails(
  renewer: RenewerDescriptor,
  wiring: AlertPorts,
  stderr: NodeJS.WritableStream,
  deadline: Deadline,
): Promise<Tested> {
  const { renewerName, region, topicArn } = renewer;
  const { sent, failed } = await send(renewer, wiring, deadline);
  const subscriptions = await listOrWarn(renewer, wiring, stderr, deadline);
  const reaches =
    subscriptions === undefined ||
    (subscriptions.length > 0 && subscriptions.every(({ isConfirmed }) => isConfirmed));
  return {
    renewerName,
    region,
    topicArn,
    sent,
    ...(failed && { failed }),
    ...(subscriptions && { subscriptions }),
    isWell: failed === undefined && sent.length === SEVERITIES.length && reaches,
  };
}

async function send(
  { notifyFunction, version, renewerName }: RenewerDescriptor,
  wiring: AlertPorts,
  deadline: Deadline,
): Promise<TestAnswer> {
  const tooOld = {
    code: 'config-invalid',
    message: `The stack of ${renewerName} is of release ${version}, which sends no test mails. Deploy it again with this one: \`npx cdk deploy --import-existing-resources\``,
  };
  if (notifyFunction === undefined) return { sent: [], failed: tooOld };
  try {
    deadline.signal.throwIfAborted();
    const answer = await wiring.notifyFunctionOf(notifyFunction).invoke(TEST_REQUEST, deadline);
    return parseTestAnswer(answer) ?? { sent: [], failed: tooOld };
  } catch (thrown) {
    // What the others have sent is told all the same.
    return { sent: [], failed: { code: asRenewerError(thrown).code, message: toldHere(thrown) } };
  }
}

/** A topic of the person's own may be in another account. */
async function listOrWarn(
  { topicArn }: RenewerDescriptor,
  wiring: AlertPorts,
  stderr: NodeJS.WritableStream,
  deadline: Deadline,
): Promise<AlertSubscription[] | undefined> {
  try {
    deadline.signal.throwIfAborted();
    return await wiring.subscriptionsOf(topicArn).listSubscriptions(deadline);
  } catch (thrown) {
    // An interruption is told once, and not of each renewer.
    if (asRenewerError(thrown).code !== 'interrupted') warn(stderr, thrown);
    return undefined;
  }
}
