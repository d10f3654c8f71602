import { describe, expect, it } from 'vitest';
import { RenewerError } from '../../../functions/engine/errors.ts';
import { lostLine, rejectedLine, triedLine, untriedLine } from '../../../functions/renew/log-lines.ts';
import { NOW } from '../../support/builders.ts';

const TRIED = { version: 'v1', at: NOW, ok: true, zoneCount: 3, zonesSeen: ['a.test'], zonesLost: [] };

describe('triedLine', () => {
  it.each([
    [TRIED, 'The token of DNScale works, for 3 zones'],
    [
      { ...TRIED, zonesLost: ['b.test', 'c.test'] },
      'The token of DNScale works, for 3 zones; it no longer sees b.test, c.test',
    ],
    [
      { ...TRIED, ok: false, code: 'dnscale-unauthorized' as const, message: 'DNScale answered 401.' },
      'The token of DNScale does not work (dnscale-unauthorized): DNScale answered 401.',
    ],
  ])('says what became of the token', (tried, message) => {
    expect(triedLine(tried)).toMatchObject({ message, event: 'token-tried', ok: tried.ok });
  });
});

describe('the other lines of the renew function', () => {
  const error = new RenewerError({
    code: 'dnscale-unavailable',
    disposition: 'next-run',
    message: 'It is away.',
  });

  it('say why the token could not be tried', () => {
    expect(untriedLine(error)).toEqual({
      message: 'The token of DNScale could not be tried (dnscale-unavailable): It is away.',
      event: 'token-untried',
      code: 'dnscale-unavailable',
      detail: 'It is away.',
    });
  });

  it('say which run could not report', () => {
    expect(lostLine('example.com', error)).toEqual({
      message: 'example.com: the run could not report (dnscale-unavailable): It is away.',
      event: 'run-lost',
      certificateName: 'example.com',
      code: 'dnscale-unavailable',
      detail: 'It is away.',
    });
  });

  it('say what is wrong with a message', () => {
    expect(rejectedLine('it is no JSON')).toEqual({
      message: 'A message was rejected: it is no JSON',
      event: 'message-rejected',
      detail: 'it is no JSON',
    });
  });
});
