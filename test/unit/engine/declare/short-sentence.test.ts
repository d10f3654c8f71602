import { describe, expect, it } from 'vitest';
import { shortSentence } from '../../../../functions/engine/declare/short-sentence.ts';

const FIRST = `No zone at DNScale holds _acme-challenge.www.example.com: the token sees ${'x'.repeat(100)}.example.`;
const TO_DO = 'Add the zone at DNScale, or widen the token to it.';
const RECORD = 'To leave it, delegate: _acme-challenge.www.example.com. CNAME www-example-com.example.org.';

describe('shortSentence', () => {
  it('keeps a short message as it is', () => {
    expect(shortSentence(`${FIRST} ${TO_DO}`, TO_DO)).toBe(`${FIRST} ${TO_DO}`);
  });

  it('leaves out the sentences that do not fit, whole ones only', () => {
    expect(shortSentence(`${FIRST} ${TO_DO} ${RECORD}`, `${TO_DO} ${RECORD}`)).toBe(`${FIRST} ${TO_DO}`);
    expect(shortSentence(`${FIRST} ${TO_DO} ${RECORD}`)).toBe(`${FIRST} ${TO_DO}`);
  });

  it('does not end in the middle of a record', () => {
    const advice = `${RECORD} Then deploy again, please, as it is written.`;

    expect(shortSentence(`${'a'.repeat(190)}. ${advice}`, advice)).toBe(`${'a'.repeat(190)}. ${RECORD}`);
  });

  it('keeps the advice and leaves out what stands between, or cuts what stands before it', () => {
    const details = 'Seen was much, which nobody needs in order to act: '.padEnd(200, 'x');

    expect(
      shortSentence(`${FIRST} ${details}. ${TO_DO} No order was made.`, `${TO_DO} No order was made.`),
    ).toBe(`${FIRST} ${TO_DO} No order was made.`);
    expect(shortSentence(`${'z'.repeat(400)}. ${TO_DO} ${RECORD}`, `${TO_DO} ${RECORD}`)).toBe(
      `${'z'.repeat(248)}… ${TO_DO}`,
    );
  });

  it('takes no sentence for the advice because of its words', () => {
    const advice = 'The token needs the scope zones:read.';

    expect(shortSentence(`Add nothing yet: ${'z'.repeat(400)}. Check it. ${advice}`, advice)).toBe(
      `Add nothing yet: ${'z'.repeat(244)}… ${advice}`,
    );
  });

  it('cuts a message that was cut before, and ends with no advice, as one without', () => {
    expect(
      shortSentence(`${FIRST} ${TO_DO} Then ${'z'.repeat(200)}…`, `${TO_DO} Then ${'z'.repeat(400)}`),
    ).toBe(`${FIRST} ${TO_DO}`);
  });

  it('keeps at least 80 characters of what is wrong before an advice that is too long', () => {
    const advice = `Set ${'a'.repeat(600)}.`;

    const text = shortSentence(`${'z'.repeat(100)}. ${advice}`, advice);

    expect(text).toBe(`${'z'.repeat(79)}… Set ${'a'.repeat(495)}…`);
  });

  it('cuts no command of 400 characters, and what stands before it at 80', () => {
    const advice = `Run ${'a'.repeat(400)}. Then deploy again.`;

    const text = shortSentence(`${'z'.repeat(100)}. ${advice}`, advice);

    expect(text).toBe(`${'z'.repeat(79)}… Run ${'a'.repeat(400)}.`);
  });

  it('cuts a sentence that is too long by itself at 300 characters', () => {
    const text = shortSentence('y'.repeat(400));

    expect(text).toBe(`${'y'.repeat(299)}…`);
  });

  it('keeps to one line without control characters', () => {
    expect(shortSentence('One\nline\u001b[31m. Two.')).toBe('One line [31m. Two.');
  });
});
