import { describe, expect, it } from 'vitest';
import { findingsText, type Paint } from '../../../../cli/doctor/findings-text.ts';
import type { Finding } from '../../../../functions/engine/preflight/findings.ts';

const PLAIN: Paint = (_, text) => text;

function aFinding(changes: Partial<Finding> = {}): Finding {
  return { check: 'zone', subject: 'example.com', verdict: 'ok', message: 'is there', ...changes };
}

describe('findingsText', () => {
  it('groups lines by subject, gives each its sign, and counts', () => {
    const text = findingsText(
      [
        aFinding(),
        aFinding({
          subject: 'example.net',
          verdict: 'failure',
          message: 'is paused',
          fix: 'Make it active.',
        }),
        aFinding({ check: 'caa', verdict: 'warning', message: 'is for one account' }),
        aFinding({ check: 'dnssec', verdict: 'unknown', message: 'no answer in time' }),
        aFinding({ check: 'serial', verdict: 'warning', message: 'differs' }),
      ],
      PLAIN,
    );

    expect(text).toBe(
      `example.com
  ✓ zone: is there
  ! caa: is for one account
  ? dnssec: no answer in time
  ! serial: differs

example.net
  ✗ zone: is paused
    → Make it active.

1 ok, 2 warnings, 1 failure, 1 unknown; could not be examined: dnssec
`,
    );
  });

  it('says that nothing failed when nothing did', () => {
    expect(findingsText([aFinding(), aFinding()], PLAIN)).toContain('\n2 ok, 0 warnings, 0 failures\n');
  });

  it('says in its last line what could not be examined, each check once', () => {
    const text = findingsText(
      [
        aFinding({ check: 'token-reads', subject: 'DNScale token', verdict: 'unknown' }),
        aFinding({ verdict: 'unknown' }),
        aFinding({ subject: 'example.net', verdict: 'unknown' }),
      ],
      PLAIN,
    );

    expect(text).toContain(
      '\n0 ok, 0 warnings, 0 failures, 3 unknown; could not be examined: token-reads, zone\n',
    );
  });

  it('paints by verdict', () => {
    const text = findingsText(
      [aFinding({ verdict: 'failure', fix: 'Do it.' })],
      (style, part) => `<${style}>${part}`,
    );

    expect(text).toContain('<bold>example.com\n  <red>✗ zone: is there\n<dim>    → Do it.');
  });
});
