import { describe, expect, it } from 'vitest';
import { lineText } from '../../../../cli/logs/line-text.ts';

const PIPE = { columns: 80, cutsNames: false, paint: (_: string, text: string) => text };
const TERMINAL = { ...PIPE, columns: 60, cutsNames: true };

function aLine(fields: Record<string, unknown>) {
  const at = new Date('2026-11-07T03:15:02.500Z');
  const line = { message: 'example.com: a run begins', certificateName: 'example.com', ...fields };
  return { id: '1', at, functionName: 'renew', fields: line };
}

describe('lineText', () => {
  it('has the time and the words, without the name that the person has given', () => {
    const line = aLine({ level: 'INFO', event: 'run-started' });

    expect(lineText(line, PIPE)).toBe(' 7 Nov 03:15:02    a run begins');
  });

  it.each([
    ['WARN', '!'],
    ['ERROR', '✗'],
  ])('marks what has the level %s', (level, sign) => {
    expect(lineText(aLine({ level }), PIPE)).toBe(` 7 Nov 03:15:02  ${sign} a run begins`);
  });

  it('adds what was seen to a line that has it beside its words', () => {
    const line = aLine({ level: 'WARN', message: 'not-probed', detail: 'no address' });

    expect(lineText(line, PIPE)).toBe(' 7 Nov 03:15:02  ! not-probed: no address');
  });

  it('leaves out that a step begins', () => {
    expect(lineText(aLine({ event: 'step-begun' }), PIPE)).toBeUndefined();
  });

  it('wraps long words at a terminal only', () => {
    const line = aLine({ message: `example.com: ${'twelve words '.repeat(4).trim()}` });

    expect(lineText(line, PIPE)?.split('\n')).toHaveLength(1);
    expect(lineText(line, TERMINAL)).toBe(
      ' 7 Nov 03:15:02    twelve words twelve words twelve words\n                   twelve words',
    );
  });

  it('shows no control characters', () => {
    expect(lineText(aLine({ message: 'example.com: a\u001b[2Jb' }), PIPE)).toBe(' 7 Nov 03:15:02    a [2Jb');
  });
});
