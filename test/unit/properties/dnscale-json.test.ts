import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Call, errorFor } from '../../../functions/dnscale/errors.ts';
import { parseProblem } from '../../../functions/dnscale/problem.ts';
import { parseCreatedId, parseRecordPage, parseZonePage } from '../../../functions/dnscale/schemas.ts';
import { NOW } from '../../support/builders.ts';
import { foreignJson, foreignText, UNSAFE } from './foreign-text.ts';

const CALL: Call = {
  method: 'GET',
  path: '/zones',
  action: 'list the zones',
  subject: 'DNScale zones',
  scopes: ['zones:read'],
};

/** Text around the two shapes, with the keys that matter holding anything, cut off anywhere or not at all. */
const nearlyAnswer = fc
  .tuple(
    fc.record(
      {
        status: foreignJson(),
        error: fc.oneof(
          foreignJson(),
          fc.record({
            code: foreignText(),
            message: foreignText(),
            details: fc.array(foreignJson(), { maxLength: 3 }),
          }),
        ),
        message: foreignJson(),
        request_id: foreignText(),
        data: fc.oneof(
          foreignJson(),
          fc.record(
            { zones: foreignJson(), records: foreignJson(), items: foreignJson(), total: foreignJson() },
            { requiredKeys: [] },
          ),
          fc.record({
            zones: fc.array(fc.record({ id: foreignJson(), name: foreignJson() }), { maxLength: 2 }),
          }),
          fc.record({ record: fc.record({ id: foreignJson() }) }),
        ),
      },
      { requiredKeys: [] },
    ),
    fc.option(fc.nat({ max: 60 })),
  )
  .map(([value, cut]) => JSON.stringify(value).slice(0, cut ?? undefined));
const anyBody = fc.oneof(
  nearlyAnswer,
  foreignText(),
  foreignText().map((text) => `<html>${text}`),
);

describe('what DNScale answers', () => {
  it.each([
    ['parseZonePage', parseZonePage],
    ['parseRecordPage', parseRecordPage],
    ['parseCreatedId', parseCreatedId],
  ])('never makes %s throw, nor say anything that a terminal misreads', (_, parse) => {
    fc.assert(
      fc.property(anyBody, (text) => {
        const parsed = parse(text);
        if (parsed.ok) return;
        expect(parsed.fault).not.toMatch(UNSAFE);
        expect(parsed.fault.length).toBeLessThan(200);
      }),
      { numRuns: 300 },
    );
  });

  it('becomes an error message without control, invisible or bidi characters, of bounded length', () => {
    const outcome = fc.record({
      kind: fc.constant('answer' as const),
      url: fc.constant('https://api.test/v1/zones'),
      status: fc.integer({ min: 100, max: 599 }),
      text: anyBody,
      requestId: fc.option(foreignText(), { nil: undefined }),
      retryAfter: fc.option(foreignText(), { nil: undefined }),
    });

    fc.assert(
      fc.property(outcome, (answer) => {
        const { message } = errorFor(CALL, answer, NOW);
        expect(message).not.toMatch(UNSAFE);
        expect(message.length).toBeLessThan(1_500);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its code, and so its meaning, beside any other content', () => {
    fc.assert(
      fc.property(foreignJson(), foreignJson(), (details, message) => {
        const text = JSON.stringify({
          error: { code: 'PARTIAL_RECORD_UPDATE', message, details, request_id: details },
        });
        expect(parseProblem({ text }).code).toBe('PARTIAL_RECORD_UPDATE');
      }),
    );
  });

  it('is read although its details are nested deeper than any stack', () => {
    const depth = 200_000;
    const text = `{"error":{"code":"CONFLICT","details":[${'['.repeat(depth)}${']'.repeat(depth)}]}}`;

    expect(parseProblem({ text })).toEqual({ code: 'CONFLICT', message: undefined, requestId: undefined });
  });

  it('pollutes no object, and lends a zone no property', () => {
    const poison = '{"polluted":true,"status":"active","type":"master"}';
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', '__defineGetter__', 'toString');
    const place = fc.constantFrom(
      (k: string) => `{"${k}":${poison},"data":{"zones":[{"id":"z","name":"a.test"}]}}`,
      (k: string) => `{"data":{"${k}":${poison},"zones":[{"id":"z","name":"a.test"}]}}`,
      (k: string) => `{"data":{"items":[{"${k}":${poison},"id":"z","name":"a.test"}]}}`,
      (k: string) =>
        `{"data":{"zones":[{"id":"z","${k}":{"prototype":${poison}},"name":"a.test"}],"pagination":{"${k}":1}}}`,
    );

    fc.assert(
      fc.property(place, key, (write, k) => {
        const text = write(k);
        expect(parseZonePage(text)).toEqual({
          ok: true,
          value: {
            items: [{ id: 'z', name: 'a.test', status: 'unknown', type: 'unknown' }],
            total: undefined,
            hasMore: undefined,
          },
        });
        parseRecordPage(text);
        parseProblem({ text });
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
        expect('polluted' in {} || 'polluted' in (() => undefined)).toBe(false);
      }),
    );
  });

  it('says the same in either shape', () => {
    const zones = fc.array(
      fc.record({ id: fc.uuid(), name: fc.domain(), status: foreignText(), type: foreignText() }),
      { maxLength: 5 },
    );

    fc.assert(
      fc.property(zones, fc.nat(), fc.boolean(), (list, total, has_more) => {
        const named = { data: { zones: list, pagination: { total, has_more } } };
        const flat = { data: { items: list, total, has_more } };
        const expected = { ok: true, value: { items: list, total, hasMore: has_more } };
        expect(parseZonePage(JSON.stringify(named))).toEqual(expected);
        expect(parseZonePage(JSON.stringify(flat))).toEqual(expected);
      }),
    );
  });

  it.each(['1e999', '-1e999', '"7"', '[]', 'true'])('is refused with the total %s', (total) => {
    expect(parseZonePage(`{"data":{"items":[],"total":${total}}}`)).toMatchObject({ ok: false });
  });

  it.each(['.', '..', '...', ''])(
    'is refused with the id "%s", which would change the path of a request',
    (id) => {
      expect(parseZonePage(JSON.stringify({ data: { items: [{ id, name: 'a.test' }] } })).ok).toBe(false);
      expect(parseCreatedId(JSON.stringify({ data: { record: { id } } })).ok).toBe(false);
    },
  );

  it('brings no id that cannot be a part of a path', () => {
    fc.assert(
      fc.property(
        fc.oneof(foreignText(), fc.string({ unit: fc.constantFrom('.', '/', '\ud800', 'a') })),
        (id) => {
          const parsed = parseCreatedId(JSON.stringify({ data: { record: { id } } }));
          if (parsed.ok) expect(encodeURIComponent(parsed.value)).toMatch(/^[^/?#]*[^./?#][^/?#]*$/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
