import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../cli/status/read.ts';
import { openScreen } from '../../../../cli/status/screen.ts';
import { statusText } from '../../../../cli/status/status-text.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import { certificateStatus } from '../../../../functions/engine/renewal/certificate-status.ts';
import {
  aCertificateState,
  aDefinition,
  aDescriptor,
  aStoredCertificate,
  NOW,
} from '../../../support/builders.ts';

const NOT_THERE = new RenewerError({
  code: 'config-invalid',
  disposition: 'person',
  message: 'not there',
});
const HOUR_MS = 3_600_000;

function aStream(changes: object = {}) {
  const stream = Object.assign(new PassThrough(), changes);
  return { stdout: stream as never, written: () => String(stream.read() ?? '') };
}

/** @param hours after `NOW`. */
function reading(hours: number, word: 'ok' | 'renewing', count = 1): Reading {
  const runUntil = new Date('2026-11-23T23:00:00Z');
  const statuses = Array.from({ length: count }, (_, index) => {
    const certificateName = `n${index}.example.com`;
    const state = aCertificateState({
      certificateName,
      certificate: aStoredCertificate({ notAfter: new Date('2026-11-24T12:00:00Z') }),
      ...(word === 'renewing' && { runUntil }),
    });
    return certificateStatus(
      { certificateName, definition: aDefinition({ certificateName, regions: [] }), state },
      NOW,
    );
  });
  const now = new Date(NOW.getTime() + hours * HOUR_MS);
  return { found: [{ renewer: aDescriptor(), statuses, isComplete: true }], unreadable: [], now };
}

describe('a screen that is no terminal', () => {
  it('gets a block with its time, and another one only when more than the clock has changed', () => {
    const { stdout, written } = aStream();
    const screen = openScreen(stdout, { textOf: statusText, options: '' });

    screen.show(reading(0, 'ok'));
    expect(written()).toMatch(
      /^2026-11-23T06:00:00Z\nCerts, eu-central-1\n[\s\S]* 30h [\s\S]*None of 1 needs you\.\n\n$/,
    );

    screen.show(reading(3, 'ok'));
    expect(written()).toBe('');

    screen.show(reading(4, 'renewing'));
    expect(written()).toMatch(/^2026-11-23T10:00:00Z\n[\s\S]* 26h [\s\S]*renewing\n/);

    screen.fail(NOT_THERE);
    screen.fail(NOT_THERE);
    expect(written()).toBe('not there\n\n');
  });
});

describe('a terminal', () => {
  it('is redrawn in place, and keeps the last screen', () => {
    const { stdout, written } = aStream({ isTTY: true, columns: 80, rows: 24 });
    const screen = openScreen(stdout, { textOf: statusText, options: '' });

    screen.show(reading(0, 'ok'));
    expect(written()).toContain('06:00:00 UTC. Ctrl-C ends this.');
    screen.show(reading(0, 'renewing'));
    const redrawn = written();
    expect(redrawn).toContain('\u001b[2K');
    expect(redrawn).toContain('renewing');
    screen.close();
    expect(written()).not.toContain('\u001b[2K');
  });

  it('shows the first certificates where not all fit, and how many lines are left out', () => {
    const { stdout, written } = aStream({ isTTY: true, columns: 80, rows: 10 });
    const screen = openScreen(stdout, { textOf: statusText, options: '' });

    screen.show(reading(0, 'ok', 20));

    const shown = written();
    expect(shown).toContain('n0.example.com');
    expect(shown).not.toContain('n19.example.com');
    expect(shown).toContain('… and 19 more lines');
    screen.close();
  });
});
