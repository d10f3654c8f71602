import { beforeEach, describe, expect, it } from 'vitest';
import {
  failure,
  filters,
  focused,
  grouping,
  hasLens,
  isConnected,
  isFocusAsked,
  isLive,
  moveFocus,
  nowMs,
  reading,
  shownZoom,
  sort,
  zoom,
} from '../../../../../cli/dashboard/page/state.ts';
import type { PageReading } from '../../../../../cli/dashboard/page-document.ts';

const NOW = Date.parse('2026-11-27T03:00:00Z');

/** Each valid from 28 Oct until that day. */
function readingOf(ends: Record<string, string>): PageReading {
  const certificates = Object.entries(ends).map(([certificateName, end]) => ({
    certificateName,
    state: 'ok',
    needsYou: false,
    isDeclared: true,
    notBefore: '2026-10-28T03:00:00.000Z',
    notAfter: `${end}T03:00:00.000Z`,
    words: { state: 'ok', headline: 'Live.', uses: [], limits: [] },
    commands: { status: 'dnscale-certs status', logs: 'dnscale-certs logs' },
    zones: { [certificateName]: certificateName },
    limits: [],
    certificateArns: {},
    targets: [],
    probes: [],
    steps: [],
    history: [],
    revocations: [],
  }));
  const renewer = { renewerName: 'DnscaleCerts', region: 'eu-central-1', version: '0.1.0', isComplete: true };
  return {
    readAt: '2026-11-27T03:00:00.000Z',
    isDemo: false,
    command: 'dnscale-certs dashboard',
    status: { schema: 1, renewers: [{ ...renewer, certificates }], unreadable: [] },
  };
}

beforeEach(() => {
  nowMs.value = NOW;
  reading.value = readingOf({ a: '2027-01-26', b: '2027-01-27', c: '2027-01-28' });
  filters.value = [];
  focused.value = undefined;
  isFocusAsked.value = false;
  zoom.value = undefined;
});

describe('moveFocus', () => {
  it('begins with the first row, passes headings, and stops at the ends', () => {
    const places = [1, 1, 5, 1, -1, -9].map((by) => {
      moveFocus(by);
      return focused.value;
    });

    expect(places).toEqual(['a', 'b', 'c', 'c', 'b', 'a'].map((name) => `DnscaleCerts/${name}`));
    expect(isFocusAsked.value).toBe(true);
  });

  it('goes along the order that is shown', () => {
    sort.value = { by: 'expires', isReversed: true };
    grouping.value = 'none';

    moveFocus(1);
    moveFocus(1);

    expect(focused.value).toBe('DnscaleCerts/b');
    sort.value = { by: 'state', isReversed: false };
    grouping.value = 'zone';
  });

  it('has nowhere to go where no row is shown', () => {
    filters.value = ['failing'];

    moveFocus(1);

    expect(focused.value).toBeUndefined();
  });
});

describe('shownZoom', () => {
  it('is as the fleet needs it until the person has chosen', () => {
    expect(shownZoom.value).toBe('3 months');
    zoom.value = 'a year';
    expect(shownZoom.value).toBe('a year');
  });
});

describe('hasLens', () => {
  it('draws the days around now wider where a certificate lives for days', () => {
    expect(hasLens.value).toBe(false);
    reading.value = readingOf({ a: '2027-01-26', b: '2026-11-03' });
    expect(hasLens.value).toBe(true);
  });
});

describe('isLive', () => {
  it('is true while readings arrive, and no longer of one that is three minutes old', () => {
    isConnected.value = true;
    failure.value = undefined;
    reading.value = { ...readingOf({}), readAt: '2026-11-27T03:00:00.000Z' };

    nowMs.value = Date.parse('2026-11-27T03:02:59Z');
    expect(isLive.value).toBe(true);
    // As after a laptop's sleep, or of a stream that stands still.
    nowMs.value = Date.parse('2026-11-27T03:03:01Z');
    expect(isLive.value).toBe(false);
  });

  it('is false while updates do not arrive, and after a reading that failed', () => {
    reading.value = { ...readingOf({}), readAt: '2026-11-27T03:00:00.000Z' };
    nowMs.value = NOW;
    isConnected.value = false;
    expect(isLive.value).toBe(false);

    isConnected.value = true;
    failure.value = { at: '2026-11-27T03:00:00.000Z', code: 'aws-failed', message: 'No.' };
    expect(isLive.value).toBe(false);
  });
});
