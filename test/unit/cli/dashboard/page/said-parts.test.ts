/** What of a sentence can be copied or opened: by hand. Only what the command writes itself becomes a link. */
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../../../cli/dashboard/page/said-parts.ts';

describe('partsOf', () => {
  it('has a command at the end of its sentence', () => {
    expect(partsOf('See what the runs saw:  dnscale-certs logs example.com --region eu-west-1')).toEqual([
      { is: 'text', text: 'See what the runs saw:  ' },
      { is: 'command', text: 'dnscale-certs logs example.com --region eu-west-1' },
    ]);
  });

  it('has a command of AWS', () => {
    expect(partsOf('Sign in: aws sso login --profile shop')).toEqual([
      { is: 'text', text: 'Sign in: ' },
      { is: 'command', text: 'aws sso login --profile shop' },
    ]);
  });

  it('has a command in backticks within a sentence', () => {
    expect(partsOf('Sign in again (`aws sso login`), or set those of a new session.')).toEqual([
      { is: 'text', text: 'Sign in again (' },
      { is: 'command', text: 'aws sso login' },
      { is: 'text', text: '), or set those of a new session.' },
    ]);
  });

  it('has a heading of our documentation as a link', () => {
    expect(
      partsOf(
        'Reload the server: https://github.com/dnscale/dnscale-certs/blob/main/docs/operator-runbook.md#not-served',
      ),
    ).toEqual([
      { is: 'text', text: 'Reload the server: ' },
      {
        is: 'link',
        text: 'https://github.com/dnscale/dnscale-certs/blob/main/docs/operator-runbook.md#not-served',
        words: 'docs: not served',
      },
    ]);
  });

  it.each([
    'The CA said: see https://evil.example/login',
    'See https://github.com/dnscale/dnscale-certs.evil.example/blob/main/docs/x.md',
    'javascript:alert(1)',
    '<a href="https://evil.example">here</a>',
    // What is pasted would be more than what is seen, or run at once.
    'Set it: `example.com\nreboot`',
    'Set it: `example.com\u202e 0 tsil`',
    'Sign in: aws sso login\u0007',
    '',
  ])('leaves %j a text', (text) => {
    expect(
      partsOf(text)
        .map((part) => (part.is === 'text' ? part.text : '?'))
        .join(''),
    ).toBe(text);
  });

  it('reads a long text in no time', () => {
    const beginMs = performance.now();

    partsOf(': aws '.repeat(20_000));

    expect(performance.now() - beginMs).toBeLessThan(1_000);
  });
});
