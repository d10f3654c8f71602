import { describe, expect, it } from 'vitest';
import { type FindingsView, findingsText } from '../../../../cli/doctor/findings-text.ts';
import type { Finding } from '../../../../functions/engine/preflight/findings.ts';

const PLAIN: FindingsView = { columns: 80, paint: (_, text) => text };

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

  it('tells what is one cause once, with how many names it is about and the first of them', () => {
    const subjects = ['a.test', 'b.test', '*.b.test', 'd.test', 'e.test'];
    const findings = subjects.flatMap((subject) => [
      aFinding({
        check: 'caa',
        subject,
        verdict: 'failure',
        message: 'test. lets in others',
        fix: 'Add one.',
      }),
      aFinding({ check: 'way', subject, message: `goes to _acme-challenge.${subject.replace('*.', '')}` }),
    ]);

    expect(findingsText(findings, PLAIN)).toBe(
      `5 names: a.test, b.test, *.b.test and 2 more
  ✗ caa: test. lets in others
    → Add one.
  ✓ way: goes to _acme-challenge.a.test (likewise for the others)

1 ok, 0 warnings, 1 failure
`,
    );
  });

  it('keeps apart what differs in more than the name', () => {
    const findings = [
      aFinding({ subject: 'a.test', verdict: 'failure', message: 'a.test leads to a.test' }),
      aFinding({ subject: 'b.test', verdict: 'failure', message: 'b.test leads to x.a.test' }),
    ];

    expect(findingsText(findings, PLAIN)).toContain('\n0 ok, 0 warnings, 2 failures\n');
  });

  it('breaks lines between words at the width of the terminal, and no command', () => {
    const command = 'dnscale-certs sweep -d a-rather-long-name.example.com --older-than 1d';
    const fix = `To see and remove it: ${command}`;

    const text = findingsText([aFinding({ message: 'one two three four five six seven', fix })], {
      ...PLAIN,
      columns: 30,
    });

    expect(text).toBe(`example.com
  ✓ zone: one two three four
    five six seven
    → To see and remove it:
      ${command}

1 ok, 0 warnings, 0 failures
`);
  });

  it('says that nothing failed when nothing did', () => {
    const findings = [aFinding(), aFinding({ check: 'serial' })];

    expect(findingsText(findings, PLAIN)).toContain('\n2 ok, 0 warnings, 0 failures\n');
  });

  it('says in its last line what could not be examined, each check once', () => {
    const text = findingsText(
      [
        aFinding({ check: 'token-reads', subject: 'DNScale token', verdict: 'unknown' }),
        aFinding({ verdict: 'unknown' }),
        aFinding({ subject: 'example.net', verdict: 'unknown', message: 'is elsewhere' }),
      ],
      { ...PLAIN, columns: 100 },
    );

    expect(text).toContain(
      '\n0 ok, 0 warnings, 0 failures, 3 unknown; could not be examined: token-reads, zone\n',
    );
  });

  it('paints by verdict', () => {
    const text = findingsText([aFinding({ verdict: 'failure', fix: 'Do it.' })], {
      columns: 80,
      paint: (style, part) => `<${style}>${part}`,
    });

    expect(text).toContain('<bold>example.com\n  <red>✗ zone: is there\n<dim>    → Do it.');
  });
});
