/** What `alert test` says of one renewer: what went out, who gets it, and what to do where somebody does not. Pure. */
import { printable } from '../../functions/engine/errors.ts';
import { type Page, signed } from '../page.ts';
import { shellWord } from '../shell-word.ts';
import type { Tested } from './alert-test-json.ts';

type Subscription = NonNullable<Tested['subscriptions']>[number];

/** @param profileOption for a command of the AWS CLI. */
export function alertTestText(tested: Tested, page: Page, profileOption = ''): string {
  const { renewerName, region, sent, failed, subscriptions } = tested;
  const good = (text: string) => signed('✓', 'green', text, page);
  const bad = (text: string) => signed('✗', 'red', text, page);
  const unknown = signed('?', 'yellow', 'Who gets them could not be read.', page);
  return [
    `${renewerName}, ${region}`,
    ...(sent.length > 0 ? [good(sentText(sent.map(({ severity }) => severity)))] : []),
    ...sent.map(({ subject }) => `    ${printable(subject)}`),
    ...(failed ? [bad(failed.message)] : []),
    ...(subscriptions ?? []).map((one) =>
      one.isConfirmed
        ? good(`${whoOf(one)} ${sent.length > 0 ? 'gets' : 'would get'} them.`)
        : bad(`${whoOf(one)} ${PENDING}`),
    ),
    ...(subscriptions ? [] : [unknown]),
    ...(subscriptions?.length === 0 ? [bad(NOBODY)] : []),
    ...nextLines(tested, profileOption),
    '',
  ].join('\n');
}

const PENDING =
  'gets none: the subscription is not confirmed. AWS has sent a mail with a link that confirms it.';

const NOBODY =
  'Nobody has subscribed to the topic, so that nobody gets any mail. Give alertEmail in the configuration and deploy, or subscribe.';

function sentText(severities: readonly string[]): string {
  return severities.length === 1
    ? `A test mail went to the topic: ${severities[0]}.`
    : `${severities.length} test mails went to the topic: ${severities.join(', ')}.`;
}

function whoOf({ protocol, endpoint }: Subscription): string {
  return `${printable(endpoint)} (${printable(protocol)})`;
}

function nextLines(
  { subscriptions, region, topicArn, failed, isWell }: Tested,
  profileOption: string,
): string[] {
  if (isWell) return ['', 'Now see whether they have come.'];
  const pending = subscriptions?.find(({ isConfirmed }) => !isConfirmed);
  if (failed || (!pending && subscriptions?.length !== 0)) return [];
  const { protocol, endpoint } = pending ?? { protocol: 'email', endpoint: 'YOU@EXAMPLE.COM' };
  return [
    '',
    pending ? 'For another mail with a link:' : 'Next:',
    `  aws sns subscribe --region ${region}${profileOption} --protocol ${shellWord(printable(protocol))} \\`,
    `    --notification-endpoint ${shellWord(printable(endpoint))} \\`,
    `    --topic-arn ${topicArn}`,
  ];
}
