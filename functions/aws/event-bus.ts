/**
 * Puts events onto the account's default bus of EventBridge: one for each notice, once. It is no channel that people depend on
 * (mails are made from the states), so nothing is kept or repeated. What the events look like: engine/notify/event-detail.ts.
 */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { printable, RenewerError } from '../engine/errors.ts';
import { DETAIL_TYPES, eventDetailOf } from '../engine/notify/event-detail.ts';
import type { NoticeSink } from '../engine/ports/notices.ts';
import type { Clock } from '../engine/ports/time.ts';
import { callAws } from './aws-error.ts';
import type { Lazy } from './clients.ts';
import { EVENT_SOURCE } from './event-source.ts';

export type EventBusOptions = {
  /** MUST NOT repeat a call: an event that may have been taken would be there twice. */
  client: Lazy<EventBridgeClient>;
  place: Parameters<typeof eventDetailOf>[1];
  clock: Pick<Clock, 'now'>;
};

const BUS = 'default';

export function createEventBus({ client, place, clock }: EventBusOptions): NoticeSink {
  return {
    async announce(notice, deadline) {
      const now = clock.now();
      const command = new PutEventsCommand({
        Entries: [
          {
            EventBusName: BUS,
            Source: EVENT_SOURCE,
            DetailType: DETAIL_TYPES[notice.kind],
            Time: now,
            Resources: Object.values(notice.certificateArns),
            Detail: JSON.stringify(eventDetailOf(notice, place, now)),
          },
        ],
      });
      const call = { action: 'events:PutEvents', resource: `event bus ${BUS}` };
      const answer = await callAws(call, deadline, (options) => client().send(command, options));
      // A refused entry is no failed call.
      const [refused] = answer.FailedEntryCount ? (answer.Entries ?? []) : [];
      if (refused) throw notTaken(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
    },
  };
}

function notTaken(words: string): RenewerError {
  return new RenewerError({
    code: 'aws-failed',
    disposition: 'next-run',
    subject: BUS,
    message: `The event bus ${BUS} did not take the event: ${printable(words)}.`,
    advice: 'It is not sent again. Mails do not depend on it.',
  });
}
