/** The advice for programs: one object with the number of its form. Fields may be added; another number means another form. */
import * as z from 'zod/mini';
import { SCHEMA, SCHEMA_NUMBER } from '../json-parts.ts';
import { type Advice, PRICES } from './advice.ts';
import { USE_NAMES } from './uses.ts';

const OFFERS = ['acm-free', 'acm-exportable', 'dnscale-certs'] as const;

export const ADVICE_JSON = z.object({
  schema: SCHEMA_NUMBER,
  /** The one to take. */
  verdict: z.enum(['acm-free', 'dnscale-certs']),
  domainNames: z.array(z.string()),
  uses: z.array(z.enum(USE_NAMES)),
  why: z.string(),
  offers: z.array(
    z.object({
      offer: z.enum(OFFERS),
      /** Whether it does what is wanted. */
      fits: z.boolean(),
      /** At the first issue and at each renewal. */
      usdPerIssue: z.number(),
      /** For all certificates together. */
      usdPerMonth: z.number(),
    }),
  ),
  /** Month and year. */
  pricesOf: z.string(),
  /** The next command. */
  next: z.string(),
});

export function adviceJson(advice: Advice): z.output<typeof ADVICE_JSON> {
  const { verdict, domainNames, uses, why, exportableFits, exportableUsd, next } = advice;
  return {
    schema: SCHEMA,
    verdict,
    domainNames: [...domainNames],
    uses: [...uses],
    why,
    offers: [
      { offer: 'acm-free', fits: verdict === 'acm-free', usdPerIssue: 0, usdPerMonth: 0 },
      { offer: 'acm-exportable', fits: exportableFits, usdPerIssue: exportableUsd, usdPerMonth: 0 },
      { offer: 'dnscale-certs', fits: true, usdPerIssue: 0, usdPerMonth: PRICES.monthUsd },
    ],
    pricesOf: PRICES.asOf,
    next,
  };
}
