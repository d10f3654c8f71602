import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatTokenMessage,
  formatWorkMessage,
  parseWorkMessage,
} from '../../../functions/aws/work-message.ts';

describe('formatWorkMessage', () => {
  it('is the JSON that every release reads', () => {
    expect(formatWorkMessage('*.example.com')).toBe('{"schema":1,"certificateName":"*.example.com"}');
  });
});

describe('formatTokenMessage', () => {
  it('is read as the trial of the token, and is no message about a certificate to an earlier release', () => {
    expect(formatTokenMessage()).toBe('{"schema":1,"task":"try-token"}');
    expect(parseWorkMessage(formatTokenMessage())).toEqual({ task: 'try-token' });
  });
});

describe('parseWorkMessage', () => {
  it('reads the name and passes over fields of a later release', () => {
    const body = '{"schema":1,"certificateName":"example.com","priority":"high"}';

    expect(parseWorkMessage(body)).toEqual({ certificateName: 'example.com' });
  });

  it.each([
    ['no JSON', 'hello', 'the message is not JSON'],
    [
      'another schema',
      '{"schema":2,"certificateName":"a"}',
      'the message is not of the form of schema 1 (schema: ',
    ],
    ['no name', '{"schema":1}', 'the message is not of the form of schema 1 (certificateName: '],
    [
      'an empty name',
      '{"schema":1,"certificateName":""}',
      'the message is not of the form of schema 1 (certificateName: ',
    ],
    [
      'a name that no certificate can have',
      formatWorkMessage('orders/https://ca.test'),
      'letters, digits and . * _ -',
    ],
    ['null', 'null', 'the message is not of the form of schema 1 (body: '],
  ])('fails on %s', (_, body, fault) => {
    expect(parseWorkMessage(body)).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('fails on a name of unreasonable length', () => {
    expect(parseWorkMessage(formatWorkMessage('x'.repeat(301)))).toHaveProperty('fault');
  });

  it('never throws, for no body at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(Object.keys(parseWorkMessage(body))).toHaveLength(1);
      }),
    );
  });
});
