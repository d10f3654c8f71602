/** Which lines of the renew function's log are events of a run: the lines are those that the function writes. */
import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { createEventLog } from '../../../../functions/logging/event-log.ts';
import { lostLine, rejectedLine, triedLine, untriedLine } from '../../../../functions/renew/log-lines.ts';
import { parseLoggedEvent } from '../../../support/world/logged-event.ts';

const failure = new RenewerError({
  code: 'aws-failed',
  disposition: 'next-run',
  subject: 'table',
  message: 'no answer',
});

describe('parseLoggedEvent', () => {
  it('gives back the event of a run, with its own message', () => {
    const texts: string[] = [];
    const take = (line: object) => void texts.push(JSON.stringify(line));
    const log = createEventLog({ certificateName: 'shop', logger: { info: take, warn: take, error: take } });
    log.emit({ event: 'warning', subject: 'shop', message: 'the clock is slow' });

    expect(texts.map(parseLoggedEvent)).toMatchObject([
      { event: 'warning', certificateName: 'shop', subject: 'shop', message: 'the clock is slow' },
    ]);
  });

  it.each([
    ['of Lambda', 'START RequestId: 1 Version: $LATEST'],
    ['that is no event', JSON.stringify({ message: 'begun' })],
    ['about a message', JSON.stringify(rejectedLine('no JSON'))],
    ['about a run without a report', JSON.stringify(lostLine('shop', failure))],
    [
      'about a token that was tried',
      JSON.stringify(triedLine({ ok: true, zoneCount: 1, zonesLost: [] } as never)),
    ],
    ['about a token that was not tried', JSON.stringify(untriedLine(failure))],
  ])('takes no line %s', (_, text) => {
    expect(parseLoggedEvent(text)).toBeUndefined();
  });
});
