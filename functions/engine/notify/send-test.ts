/** Sends the mails of `alert test` by the topic that gets the real ones. Nothing is remembered of them. */
import { attempt } from '../attempt.ts';
import type { Deadline } from '../ports/time.ts';
import type { TellPorts } from './tell-people.ts';
import { type TestAnswer, testMails } from './test-mails.ts';

/** MUST NOT throw: what fails is in the answer. */
export async function sendTest(
  { topic, place, clock }: Pick<TellPorts, 'topic' | 'place' | 'clock'>,
  deadline: Deadline,
): Promise<TestAnswer> {
  const answer: TestAnswer = { sent: [] };
  for (const { severity, mail } of testMails({ now: clock.now(), place })) {
    const made = await attempt(() => topic.send(mail, deadline), deadline);
    if ('error' in made) {
      const { code, message } = made.error;
      return { ...answer, failed: { code, message } };
    }
    answer.sent.push({ severity, subject: mail.subject });
  }
  return answer;
}
