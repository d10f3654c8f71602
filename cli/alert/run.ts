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
import { SCHEMA } from '../json-parts.ts';
import { pageOf } from '../page.ts';
import { findRenewers } from '../renewer/find-renewers.ts';
import type { RenewerOptions } from '../renewer/wiring.ts';
import type { Tested } from './alert-test-json.ts';
import { alertTestText } from './alert-test-text.ts';
import { type AlertWiring, wireAlert } from './wiring.ts';

export type AlertTestOptions = RenewerOptions & { json?: true };

export type Streams = { stdout: NodeJS.WritableStream; stderr: NodeJS.WritableStream };

/** Its timeout is a minute, and a cold start comes before it. */
const TEST_MS = 90_000;

/** @returns the exit code. @throws RenewerError for what AWS refuses, and when there is no such renewer. */
export async function runAlertTest(
  options: AlertTestOptions,
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Streams,
): Promise<number> {
  const wiring = wireAlert(environment, options);
  const deadline = deadlineIn(TEST_MS, systemClock, 'the test of the mails');
  const { renewers, unreadable } = await findRenewers(wiring.directory, options.renewer, deadline);
  const warn = (message: string) => void stderr.write(`warning: ${message}\n`);
  for (const { message } of unreadable) warn(message);
  const tested: Tested[] = [];
  for (const renewer of renewers) tested.push(await testMails(renewer, wiring, warn, deadline));
  stdout.write(
    options.json
      ? `${JSON.stringify({ schema: SCHEMA, renewers: tested })}\n`
      : tested.map((one) => alertTestText(one, pageOf(stdout))).join('\n'),
  );
  return tested.every(({ isWell }) => isWell) ? 0 : 1;
}

async function testMails(
  renewer: RenewerDescriptor,
  wiring: AlertWiring,
  warn: (message: string) => void,
  deadline: Deadline,
): Promise<Tested> {
  const { renewerName, region, topicArn } = renewer;
  const { sent, failed } = await send(renewer, wiring, deadline);
  const subscriptions = await listOrWarn(renewer, wiring, warn, deadline);
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
  wiring: AlertWiring,
  deadline: Deadline,
): Promise<TestAnswer> {
  const tooOld = {
    code: 'config-invalid',
    message: `The stack of ${renewerName} is of release ${version}, which sends no test mails. Deploy it again with this one: npx cdk deploy --import-existing-resources.`,
  };
  if (notifyFunction === undefined) return { sent: [], failed: tooOld };
  const answer = await wiring.notifyFunctionOf(notifyFunction).invoke(TEST_REQUEST, deadline);
  return parseTestAnswer(answer) ?? { sent: [], failed: tooOld };
}

/** A topic of the person's own may be in another account. */
async function listOrWarn(
  { topicArn }: RenewerDescriptor,
  wiring: AlertWiring,
  warn: (message: string) => void,
  deadline: Deadline,
): Promise<AlertSubscription[] | undefined> {
  try {
    return await wiring.subscriptionsOf(topicArn).listSubscriptions(deadline);
  } catch (thrown) {
    warn(asRenewerError(thrown).message);
    return undefined;
  }
}
